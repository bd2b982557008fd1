#include "engine/trace/trace_recorder.h"

#include <boost/json.hpp>
#include <chrono>
#include <optional>

#include "cdp/async/on_worker.h"
#include "cdp/error.h"
#include "cdp/log/redactor.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/error.h"
#include "engine/trace/trace_state.h"

namespace nightporter::engine {

namespace json = boost::json;
using namespace std::chrono_literals;
using Need = TraceSpool::Need;

namespace {

constexpr auto kPictureWithin = 3s;
/// A snapshot this old still shows what the next action begins with.
constexpr double kStillFreshMs = 150;

/// Nothing when the page cannot be drawn any more.
awaitable<std::optional<std::string>> picture_of(Page& page, Deadline deadline) {
  ScreenshotOptions options;
  options.format = ScreenshotOptions::Format::kJpeg;
  try {
    co_return co_await page.screenshot(options, deadline);
  } catch (const Error&) {
  } catch (const cdp::Error&) {
  }
  co_return std::nullopt;
}

awaitable<void> add_picture(Page& page, TraceSpool& spool, Deadline deadline) {
  const std::optional<std::string> picture = co_await picture_of(page, deadline);
  if (!picture) co_return;
  const std::string name = spool.add_resource(*picture, TraceSpool::Kind::kBinary, ".jpeg");
  if (name.empty()) co_return;
  const Viewport& viewport = page.context().options().viewport;
  spool.add_line(json::serialize(json::object{{"type", "screencast-frame"},
                                              {"pageId", page.id()},
                                              {"sha1", name},
                                              {"width", viewport.width},
                                              {"height", viewport.height},
                                              {"timestamp", trace_clock_ms()}}));
}

}  // namespace

TraceRecorder::TraceRecorder(BrowserContext& context, TraceOptions options) : state_(std::make_shared<State>(context, std::move(options))) {
  state_->write_head();
  const std::weak_ptr<State> weak = state_;
  context.impl().session_started = [weak](PageImpl& page, cdp::Session& session) {
    if (const auto state = weak.lock()) state->listen(page, session);
  };
  for (const auto& page : context.impl().pages)
    for (const auto& [target, frame] : page->impl().sessions) state_->listen(page->impl(), frame->session());
}

TraceRecorder::~TraceRecorder() {
  state_->context.impl().session_started = nullptr;
  state_->subscriptions.clear();
}

awaitable<std::string> TraceRecorder::begin(Page& page, TraceAction action, Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  const std::string call = "call@" + std::to_string(++state->last_call);
  const DomSnapshots::Label label{.call = call, .phase = "before", .now_ms = trace_clock_ms()};
  json::object params;
  for (const auto& [name, value] : action.parameters) params[name] = value;
  json::object line{{"type", "before"},        {"callId", call},
                    {"stepId", call},          {"startTime", label.now_ms},
                    {"title", action.title},   {"class", "Frame"},
                    {"method", action.method}, {"params", std::move(params)},
                    {"pageId", page.id()},     {"beforeSnapshot", label.name()}};
  if (!action.parent.empty()) line["parentId"] = action.parent;
  if (!action.file.empty()) {
    line["stack"] = json::array{json::object{{"file", action.file.filename().string()}, {"line", action.line}, {"column", 0}}};
    state->add_source(action.file);
  }
  state->spool.add_line(json::serialize(line), TraceSpool::Need::kMust);
  const auto taken = state->taken_at.find(page.id());
  const bool is_fresh = taken != state->taken_at.end() && label.now_ms - taken->second < kStillFreshMs;
  if (!is_fresh || !state->snapshots.repeat(page, label)) co_await state->take_snapshot(page, label, deadline);
  co_return call;
}

void TraceRecorder::log(const std::string& call, const std::string& message) {
  state_->spool.add_line(
      json::serialize(json::object{{"type", "log"}, {"callId", call}, {"time", trace_clock_ms()}, {"message", message}}));
}

awaitable<void> TraceRecorder::end(Page& page, std::string call, std::string error, Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  const double ended = trace_clock_ms();
  const bool wants_picture = !error.empty() || state->options.detail == TraceDetail::kEverything;
  if (wants_picture) co_await add_picture(page, state->spool, deadline.earlier_of(kPictureWithin));
  const DomSnapshots::Label label{.call = call, .phase = "after", .now_ms = trace_clock_ms()};
  json::object line{{"type", "after"}, {"callId", call}, {"endTime", ended}, {"afterSnapshot", label.name()}};
  if (!error.empty()) line["error"] = {{"name", "Error"}, {"message", error}, {"stack", ""}};
  state->spool.add_line(json::serialize(line), Need::kMust);
  if (co_await state->take_snapshot(page, label, deadline))
    state->taken_at[page.id()] = trace_clock_ms();
  else
    state->taken_at.erase(page.id());
  state->note_fullness(call);
}

void TraceRecorder::add_request(HarEntry entry) {
  const auto ago = std::chrono::system_clock::now() - entry.started;
  entry.monotonic_ms = trace_clock_ms() - std::chrono::duration<double, std::milli>(ago).count();
  state_->add_entry(entry);
}

void TraceRecorder::restart(std::string title) {
  state_->options.title = std::move(title);
  state_->forget();
}

struct RecordedTrace::Parts {
  std::unique_ptr<TraceSpool> spool;
  std::string har_head;
  std::shared_ptr<const cdp::Redactor> redactor;
};

RecordedTrace::RecordedTrace(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RecordedTrace::~RecordedTrace() = default;

awaitable<void> RecordedTrace::write(std::filesystem::path zip, std::filesystem::path har) {
  const TraceSpool::Files files{.zip = std::move(zip), .har = std::move(har)};
  const cdp::Redactor redactor = *parts_->redactor;  // of its own, since others go on adding to that one
  co_await on_worker([this, &files, &redactor] { parts_->spool->write(files, parts_->har_head, redactor); });
}

awaitable<std::shared_ptr<RecordedTrace>> TraceRecorder::set_aside(std::string next_title, Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  co_await state->settle_for_writing(deadline);
  auto parts = std::make_unique<RecordedTrace::Parts>(RecordedTrace::Parts{
      .spool = state->spool.take_out(), .har_head = state->har_head(), .redactor = state->context.browser().redactor()});
  state->options.title = std::move(next_title);
  state->forget();
  co_return std::make_shared<RecordedTrace>(std::move(parts));
}

awaitable<void> TraceRecorder::write(std::filesystem::path zip, std::filesystem::path har, Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  co_await state->settle_for_writing(deadline);
  const TraceSpool::Files files{.zip = std::move(zip), .har = std::move(har)};
  const std::string head = state->har_head();
  const cdp::Redactor redactor = *state->context.browser().redactor();  // of its own, since others go on adding to that one
  struct Pause {
    TraceSpool& spool;
    explicit Pause(TraceSpool& its_spool) : spool(its_spool) { spool.pause(); }
    ~Pause() { spool.resume(); }
  } const pause(state->spool);
  co_await on_worker([&state, &files, &head, &redactor] { state->spool.write(files, head, redactor); });
}

}  // namespace nightporter::engine
