#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "cdp/async/on_worker.h"
#include "cdp/protocol/runtime.h"
#include "engine/browser/base64.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/browser/script.h"
#include "engine/content/body_file.h"
#include "engine/error.h"
#include "fetch_in_page.js.h"

namespace nightporter::engine {

namespace {

namespace json = boost::json;
namespace runtime = cdp::runtime;

/// As the page's own clock says it, unless ours is first.
constexpr std::string_view kTooLate = "no whole answer in time";

/// A request that runs in the page, by the object that the page keeps for it. Lets go of it at the end; a request that was not
/// read to its end is stopped then.
class RunningFetch {
 public:
  RunningFetch(cdp::Session& session, cdp::RemoteObjectId object) : session_(session), object_(std::move(object)) {}
  ~RunningFetch() {
    session_.send_and_forget(runtime::CallFunctionOn{.functionDeclaration = "function () { this.stop(); }", .objectId = object_});
    session_.send_and_forget(runtime::ReleaseObject{.objectId = object_});
  }
  RunningFetch(const RunningFetch&) = delete;
  RunningFetch& operator=(const RunningFetch&) = delete;

  /// Calls one of the object's functions, which returns a string.
  awaitable<std::string> call(std::string function, Deadline deadline) {
    const runtime::CallFunctionOn call{
        .functionDeclaration = std::move(function), .objectId = object_, .returnByValue = true, .awaitPromise = true};
    const auto result = co_await session_.call(call, deadline);
    throw_if_exception(result);
    co_return text_of(result.result);
  }

 private:
  cdp::Session& session_;
  cdp::RemoteObjectId object_;
};

json::object to_json(const FetchRequest& request) {
  json::array headers;
  for (const HttpHeader& header : request.headers) headers.push_back(json::array{header.name, header.value});
  return {{"method", request.method}, {"url", request.url}, {"headers", std::move(headers)}, {"body", request.body}};
}

FetchResult head_of(const std::string& text) {
  const json::value parsed = json::parse(text);
  const json::object& head = parsed.as_object();
  FetchResult result{.status = static_cast<int>(head.at("status").as_int64()),
                     .final_url = std::string(head.at("url").as_string()),
                     .redirected = head.at("redirected").as_bool()};
  for (const json::value& header : head.at("headers").as_array()) {
    result.headers.push_back({.name = std::string(header.at(0).as_string()), .value = std::string(header.at(1).as_string())});
  }
  return result;
}

awaitable<FetchResult> run_fetch(cdp::Session& session, runtime::CallFunctionOn start, std::string url, std::filesystem::path file,
                                 bool& answered, Deadline deadline) {
  const auto started = co_await session.call(start, deadline);
  throw_if_exception(started);
  if (!started.result.objectId) throw FetchFailed(url, "the page gave no answer");
  RunningFetch fetch(session, *started.result.objectId);
  FetchResult result = head_of(co_await fetch.call("function () { return this.head(); }", deadline));
  answered = true;
  BodyFile body(file);
  for (;;) {
    const std::string part = co_await fetch.call("function () { return this.next(); }", deadline);
    if (part.empty()) break;
    result.size_bytes += co_await on_worker([&body, &part] {
      const std::optional<std::string> bytes = decode_base64(part);
      if (!bytes) throw Error("a part of the body is not base64");
      body.write(*bytes);
      return bytes->size();
    });
  }
  co_await on_worker([&body] { body.sync(); });
  co_return result;
}

/// The script is told "Failed to fetch" and nothing more; the network log knows why.
std::string network_reason(const PageImpl& page, const std::string& url) {
  const auto& failures = page.context.evidence.failures();
  if (failures.empty() || failures.back().failure.empty() || failures.back().url.find(strip_query_values(url)) == std::string::npos)
    return "";
  return " (" + failures.back().failure + ")";
}

}  // namespace

awaitable<FetchResult> Page::fetch(FetchRequest request, std::filesystem::path file, Deadline deadline) {
  PageImpl& page = *impl_;
  // In our own world, so that what the page has done to window.fetch does not matter.
  const ExecutionContext context = co_await main_frame().utility_context(deadline);
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline.is_never() ? std::chrono::hours(24) : deadline.remaining());
  runtime::CallFunctionOn start{.functionDeclaration = std::string(embedded::kFetchInPageJs),
                                .arguments = std::vector<runtime::CallArgument>{{.value = cdp::RawJson{json::serialize(to_json(request))}},
                                                                                {.value = cdp::RawJson{std::to_string(left.count())}}},
                                .awaitPromise = true,
                                .uniqueContextId = context.unique_id};
  std::string reason;
  auto kind = FetchFailed::Kind::kNoAnswer;
  bool answered = false;
  try {
    co_return co_await page.watched(run_fetch(*context.session, std::move(start), request.url, std::move(file), answered, deadline));
  } catch (const JavaScriptError& error) {
    const bool is_late = error.message().ends_with(kTooLate);
    reason = is_late ? std::string(kTooLate) : error.message() + network_reason(page, request.url);
    if (answered && !deadline.has_passed()) kind = FetchFailed::Kind::kCutShort;
  } catch (const cdp::ProtocolError& error) {
    reason = error.message();  // the document went while the request ran
  } catch (const cdp::DeadlineExceeded&) {
    reason = kTooLate;
  }
  throw FetchFailed(request.url, reason, kind);
}

}  // namespace nightporter::engine
