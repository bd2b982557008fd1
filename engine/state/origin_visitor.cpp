#include "engine/state/origin_visitor.h"

#include <utility>

#include "cdp/protocol/fetch.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "cdp/session.h"
#include "engine/browser/base64.h"
#include "engine/browser/request_interception.h"
#include "engine/browser/script.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace fetch = cdp::fetch;
namespace runtime = cdp::runtime;

OriginVisitor::OriginVisitor(cdp::Session& session, RequestInterception& interception) : session_(session), interception_(interception) {}

awaitable<void> OriginVisitor::start(Deadline deadline) {
  rule_ = interception_.add({{.urlPattern = "*"}}, [this](const fetch::RequestPaused& event) {
    answer(event);
    return true;
  });
  co_await interception_.in_force(deadline);
  // Neither a service worker of the site may answer.
  co_await session_.call("Network.enable", "{}", deadline);
  co_await session_.call("Network.setBypassServiceWorker", R"({"bypass":true})", deadline);
}

void OriginVisitor::answer(const fetch::RequestPaused& event) {
  session_.send_and_forget(fetch::FulfillRequest{.requestId = event.requestId,
                                                 .responseCode = 200,
                                                 .responseHeaders = std::vector<fetch::HeaderEntry>{{"Content-Type", "text/html"}},
                                                 .body = encode_base64("<html></html>")});
}

awaitable<std::string> OriginVisitor::run(std::string origin, std::string function, std::vector<std::string> json_arguments,
                                          Deadline deadline) {
  const auto refuse = [&origin](const std::string& why) {
    return StorageStateError("Error setting storage state: the origin " + origin + ": " + why,
                             "origins are written as https://host[:port]");
  };
  std::string refusal;
  try {
    const auto navigated = co_await session_.call(cdp::page::Navigate{.url = origin + "/"}, deadline);
    if (navigated.errorText) refusal = *navigated.errorText;
  } catch (const cdp::ProtocolError& error) {
    refusal = error.message();
  }
  if (!refusal.empty()) throw refuse(refusal);

  const auto window = co_await session_.call(runtime::Evaluate{.expression = "globalThis"}, deadline);
  if (!window.result.objectId) throw refuse("it has no document");
  std::vector<runtime::CallArgument> arguments;
  for (std::string& argument : json_arguments) arguments.push_back({.value = cdp::RawJson{std::move(argument)}});
  const auto result = co_await session_.call(runtime::CallFunctionOn{.functionDeclaration = std::move(function),
                                                                     .objectId = window.result.objectId,
                                                                     .arguments = std::move(arguments),
                                                                     .returnByValue = true,
                                                                     .awaitPromise = true},
                                             deadline);
  throw_if_exception(result);
  co_return json_of(result.result);
}

awaitable<void> OriginVisitor::stop(Deadline deadline) {
  co_await session_.call(cdp::page::Navigate{.url = "about:blank"}, deadline);
  co_await session_.call("Network.setBypassServiceWorker", R"({"bypass":false})", deadline);
  rule_.reset();
  co_await session_.call("Page.resetNavigationHistory", "{}", deadline);
}

}  // namespace nightporter::engine
