#include "engine/browser/script.h"

#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>

#include "engine/error.h"
#include "tests/support/run_async.h"
#include "tests/support/scripted_chrome.h"

namespace nightporter::engine {
namespace {

using cdp::RawJson;
using cdp::runtime::RemoteObject;

TEST_CASE("functions are told from expressions") {
  for (const char* function :
       {"function () {}", "function name(a) {}", "function* g() {}", "async function () {}", "() => 1", "x => x", "async x => x",
        "async (a, b) => a", "(a, {b, c} = {}) => b", " \n// why\n/* what */ (a = ')') => a", "$x_1 => 1"}) {
    INFO(function);
    CHECK(is_function(function));
  }
  for (const char* expression : {"1", "document.title", "(1 + 2)", "(() => 1)()", "functional", "asynchronous(x)", "({a: () => 1})",
                                 "[1].map(x => x)", "a.b(x => x)", "new Promise(done => done())", "(a, b)", "", "f(x) >= 1"}) {
    INFO(expression);
    CHECK_FALSE(is_function(expression));
  }
}

TEST_CASE("values come as JSON, and what JSON cannot say as null") {
  CHECK(json_of(RemoteObject{.type = "object", .value = RawJson{R"({"a":1})"}}) == R"({"a":1})");
  CHECK(json_of(RemoteObject{.type = "undefined"}) == "null");
  CHECK(json_of(RemoteObject{.type = "number", .unserializableValue = "-0"}) == "0");
  CHECK(json_of(RemoteObject{.type = "number", .unserializableValue = "Infinity"}) == "null");
  CHECK(json_of(RemoteObject{.type = "bigint", .unserializableValue = "123n"}) == "123");
}

TEST_CASE("an exception is split into message and stack") {
  const cdp::runtime::Evaluate::Result result{
      .exceptionDetails = cdp::runtime::ExceptionDetails{
          .text = "Uncaught",
          .exception = RemoteObject{.type = "object", .subtype = "error", .description = "TypeError: no\n    at f (x.js:1:2)"}}};
  try {
    throw_if_exception(result);
    FAIL("nothing was thrown");
  } catch (const JavaScriptError& error) {
    CHECK(error.message() == "TypeError: no");
    CHECK(error.stack() == "    at f (x.js:1:2)");
  }
  CHECK_NOTHROW(throw_if_exception({.result = RemoteObject{.type = "undefined"}}));
}

/// What comes of a script that Chrome refuses with these words.
awaitable<std::string> outcome_of(std::string refusal) {
  test::ScriptedChrome chrome;
  chrome.expect("Runtime.evaluate").refuse(-32000, std::move(refusal));
  const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
  try {
    co_await run_script({.session = &connection->root(), .unique_id = "u"}, "1", {}, "https://shop.test/",
                        Deadline::after(std::chrono::seconds(10)));
  } catch (const ContextNotFound&) {
    co_return "never begun";
  } catch (const ExecutionContextGone&) {
    co_return "document gone";
  } catch (const JavaScriptError&) {
    co_return "an error of the script";
  }
  co_return "done";
}

TEST_CASE("a document that goes while a script runs is told from a script that fails, whatever Chrome's words") {
  test::run_async([]() -> awaitable<void> {
    CHECK(co_await outcome_of("uniqueContextId not found") == "never begun");
    for (const char* words : {"Cannot find context with specified id", "Execution context was destroyed.", "Promise was collected",
                              "Inspected target navigated or closed"})
      CHECK(co_await outcome_of(words) == "document gone");
    CHECK(co_await outcome_of("Object reference chain is too long") == "an error of the script");
  });
}

}  // namespace
}  // namespace nightporter::engine
