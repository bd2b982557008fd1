#include "engine/trace/trace_state.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <exception>
#include <fstream>
#include <iterator>
#include <optional>

#include "cdp/error.h"
#include "cdp/log/redactor.h"
#include "cdp/protocol/runtime.h"
#include "engine/browser/base64.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/page_impl.h"
#include "engine/browser/script.h"

namespace nightporter::engine {

namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

constexpr auto kSnapshotWithin = 500ms;
constexpr auto kBodiesWithin = 2s;
/// Bodies come over the connection in one piece.
constexpr long long kLargestBody = 2 << 20;

double wall_clock_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

bool is_text(std::string_view mime_type) {
  for (std::string_view word : {"text/", "json", "javascript", "xml", "x-www-form-urlencoded"})
    if (mime_type.find(word) != std::string_view::npos) return true;
  return false;
}

std::string ending_of(std::string_view mime_type) {
  for (const auto& [type, ending] : {std::pair{"text/html", ".html"},
                                     {"text/css", ".css"},
                                     {"json", ".json"},
                                     {"javascript", ".js"},
                                     {"image/png", ".png"},
                                     {"image/jpeg", ".jpeg"},
                                     {"svg", ".svg"},
                                     {"font", ".font"}})
    if (mime_type.find(type) != std::string_view::npos) return ending;
  return ".dat";
}

void expect_no_failure(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

bool is_seen(const PageImpl& page) {
  return page.visibility == PageImpl::Visibility::kSeen;
}

json::object page_event(const PageImpl& page, std::string method, json::object params) {
  return {{"type", "event"},
          {"time", trace_clock_ms()},
          {"class", "BrowserContext"},
          {"method", std::move(method)},
          {"params", std::move(params)},
          {"pageId", page.id}};
}

}  // namespace

double trace_clock_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

TraceRecorder::State::State(BrowserContext& its_context, TraceOptions its_options)
    : context(its_context), options(std::move(its_options)), spool(context.browser().redactor(), options.most_bytes), snapshots(spool) {}

void TraceRecorder::State::write_head() {
  const Viewport& viewport = context.options().viewport;
  spool.add_line(json::serialize(json::object{{"type", "context-options"},
                                              {"version", 8},
                                              {"origin", "library"},
                                              {"browserName", "chromium"},
                                              {"platform", "linux"},
                                              {"wallTime", wall_clock_ms()},
                                              {"monotonicTime", trace_clock_ms()},
                                              {"title", options.title},
                                              {"sdkLanguage", "javascript"},
                                              {"options", {{"viewport", {{"width", viewport.width}, {"height", viewport.height}}}}}}),
                 TraceSpool::Need::kMust);
}

void TraceRecorder::State::listen(PageImpl& page, cdp::Session& session) {
  namespace network = cdp::network;
  std::unique_ptr<NetworkTrace>& tracked = requests_[page.id];
  if (!tracked) {
    // The page outlives the subscriptions that lead here: both end with the context.
    tracked = std::make_unique<NetworkTrace>(page.id, [this, &page](HarEntry entry, const std::string& request) {
      request_ended(std::move(entry), request, page.session_of(entry.frame).session());
    });
    spool.add_line(json::serialize(page_event(page, "page", {{"pageId", page.id}})));
  }
  NetworkTrace& trace = *tracked;
  const auto keep = [this](cdp::Subscription subscription) { subscriptions.push_back(std::move(subscription)); };
  keep(session.on<network::RequestWillBeSent>([&trace, &page](const auto& event) {
    if (is_seen(page)) trace.request_will_be_sent(event, trace_clock_ms());
  }));
  keep(session.on<network::RequestWillBeSentExtraInfo>([&trace](const auto& event) { trace.request_headers(event); }));
  keep(session.on<network::ResponseReceived>([&trace](const auto& event) { trace.response_received(event); }));
  keep(session.on<network::ResponseReceivedExtraInfo>([this, &trace](const auto& event) {
    learn_cookies(event.headers);
    trace.response_headers(event);
  }));
  keep(session.on<network::DataReceived>([&trace](const auto& event) { trace.data_received(event); }));
  keep(session.on<network::LoadingFinished>([&trace](const auto& event) { trace.loading_finished(event); }));
  keep(session.on<network::LoadingFailed>([&trace](const auto& event) { trace.loading_failed(event); }));
  keep(session.on<cdp::runtime::ConsoleApiCalled>([this, &page](const auto& event) {
    if (is_seen(page)) on_console(page, event);
  }));
  keep(session.on<cdp::runtime::ExceptionThrown>([this, &page](const auto& event) {
    if (is_seen(page)) on_exception(page, event);
  }));
}

void TraceRecorder::State::learn_cookies(const cdp::network::Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (name != "Set-Cookie" && name != "set-cookie") continue;
    StorageState state;
    for (std::size_t at = 0; at < value.size();) {
      const std::size_t end = std::min(value.find('\n', at), value.size());
      const std::string line = value.substr(at, end - at);
      const std::string pair = line.substr(0, line.find(';'));
      const std::size_t equals = std::min(pair.find('='), pair.size() - 1);
      state.cookies.push_back({.name = pair.substr(0, equals),
                               .value = pair.substr(equals + 1),
                               .http_only = line.find("HttpOnly") != std::string::npos || line.find("httponly") != std::string::npos});
      at = end + 1;
    }
    for (std::string& secret : secrets_of(state)) context.browser().redact(std::move(secret));
  }
}

bool TraceRecorder::State::wants_body(const HarEntry& entry) const {
  if (spool.is_full() || entry.content_bytes > kLargestBody || entry.status >= 300) return false;
  if (entry.resource_type == "stylesheet") return true;
  if (options.detail == TraceDetail::kEssential) return false;
  for (std::string_view type : {"image", "font", "xhr", "fetch"})
    if (entry.resource_type == type) return true;
  return false;
}

void TraceRecorder::State::request_ended(HarEntry entry, const std::string& request, cdp::Session& session) {
  if (request.empty() || !wants_body(entry)) return add_entry(entry);
  ++bodies_on_their_way_;
  cdp::Reply<cdp::network::GetResponseBody> reply =
      session.start(cdp::network::GetResponseBody{.requestId = cdp::NetworkRequestId(request)});
  boost::asio::co_spawn(context.impl().browser.executor, take_body(weak_from_this(), chunk_, std::move(entry), std::move(reply)),
                        expect_no_failure);
}

awaitable<void> TraceRecorder::State::take_body(std::weak_ptr<State> weak, int chunk, HarEntry entry,
                                                cdp::Reply<cdp::network::GetResponseBody> reply) {
  std::optional<std::string> body;
  try {
    const auto result = co_await std::move(reply).get(Deadline::after(kBodiesWithin));
    body = result.base64Encoded ? decode_base64(result.body) : result.body;
  } catch (const cdp::Error&) {
    // The document has gone, and its resources with it.
  }
  const std::shared_ptr<State> state = weak.lock();
  if (!state || state->chunk_ != chunk) co_return;
  if (body) {
    const bool text = is_text(entry.mime_type);
    const bool is_data = entry.resource_type == "xhr" || entry.resource_type == "fetch";
    const std::string kept = is_data && text ? without_secret_fields(*body, entry.mime_type) : std::move(*body);
    entry.content_name =
        state->spool.add_resource(kept, text ? TraceSpool::Kind::kText : TraceSpool::Kind::kBinary, ending_of(entry.mime_type));
  }
  state->add_entry(entry);
  --state->bodies_on_their_way_;
  state->changed_.notify_all();
}

void TraceRecorder::State::on_console(const PageImpl& page, const cdp::runtime::ConsoleApiCalled& event) {
  std::string text;
  for (const cdp::runtime::RemoteObject& argument : event.args) text += (text.empty() ? "" : " ") + text_of(argument);
  json::object location{{"url", ""}, {"lineNumber", 0}, {"columnNumber", 0}};
  if (event.stackTrace && !event.stackTrace->callFrames.empty()) {
    const auto& top = event.stackTrace->callFrames.front();
    location["url"] = cdp::without_secret_parameters(top.url);
    location["lineNumber"] = top.lineNumber;
  }
  spool.add_line(json::serialize(json::object{{"type", "console"},
                                              {"time", trace_clock_ms()},
                                              {"messageType", event.type},
                                              {"text", text},
                                              {"args", json::array()},
                                              {"location", std::move(location)},
                                              {"pageId", page.id}}));
}

void TraceRecorder::State::on_exception(const PageImpl& page, const cdp::runtime::ExceptionThrown& event) {
  const auto& details = event.exceptionDetails;
  const std::string description = details.exception ? text_of(*details.exception) : details.text;
  json::object error{{"message", description.substr(0, description.find("\n    at "))}, {"name", "Error"}, {"stack", description}};
  spool.add_line(json::serialize(page_event(page, "pageError", {{"error", {{"error", std::move(error)}}}})));
}

void TraceRecorder::State::add_entry(const HarEntry& entry) {
  spool.add_network_entry(har_json(entry));
}

awaitable<void> TraceRecorder::State::settle(Deadline deadline) {
  for (const auto& [page, trace] : requests_) trace->end_all();
  try {
    co_await changed_.wait_until([this] { return bodies_on_their_way_ == 0; }, deadline.earlier_of(kBodiesWithin), "bodies of answers");
  } catch (const cdp::DeadlineExceeded&) {
    // They are left out.
  }
}

awaitable<bool> TraceRecorder::State::take_snapshot(Page& page, DomSnapshots::Label label, Deadline deadline) {
  const Deadline soon = deadline.earlier_of(kSnapshotWithin);
  co_await snapshots.finish(soon);
  if (snapshots.ask(page, label)) co_return true;
  co_return co_await snapshots.take(page, std::move(label), soon);
}

awaitable<void> TraceRecorder::State::settle_for_writing(Deadline deadline) {
  co_await snapshots.finish(deadline.earlier_of(kSnapshotWithin));
  co_await settle(deadline);
  try {
    co_await context.hide_session_cookies(deadline);
  } catch (const cdp::Error&) {
    // The browser has gone; what was told of cookies on the way is known.
  }
}

void TraceRecorder::State::forget() {
  ++chunk_;
  bodies_on_their_way_ = 0;
  said_full_ = false;
  spool.clear();
  snapshots.clear();
  taken_at.clear();
  write_head();
}

void TraceRecorder::State::add_source(const std::filesystem::path& file) {
  std::ifstream text(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(text), {}};
  if (!whole.empty()) spool.add_source(file.filename().string(), whole);
}

std::string TraceRecorder::State::har_head() const {
  json::array pages;
  for (const auto& [id, trace] : requests_)
    if (trace->first_request_at())
      pages.push_back({{"startedDateTime", har_time(*trace->first_request_at())},
                       {"id", id},
                       {"title", options.title},
                       {"pageTimings", json::object()}});
  const std::string product = context.browser().version().product;
  const std::size_t slash = std::min(product.find('/'), product.size() - 1);
  const json::object log{{"version", "1.2"},
                         {"creator", {{"name", "Nightporter"}, {"version", "0.1.0"}}},
                         {"browser", {{"name", product.substr(0, slash)}, {"version", product.substr(slash + 1)}}},
                         {"pages", std::move(pages)},
                         {"entries", json::array()}};
  std::string text = json::serialize(json::object{{"log", log}});
  return text.substr(0, text.size() - 3);  // without ]}}
}

void TraceRecorder::State::note_fullness(const std::string& call) {
  if (!spool.is_full() || std::exchange(said_full_, true)) return;
  const std::string message = "the trace has reached its limit of " + std::to_string(options.most_bytes >> 20) +
                              " MB, or the disk is full: pictures, snapshots, console and network after this are left out";
  spool.add_line(json::serialize(json::object{{"type", "log"}, {"callId", call}, {"time", trace_clock_ms()}, {"message", message}}),
                 TraceSpool::Need::kMust);
}

}  // namespace nightporter::engine
