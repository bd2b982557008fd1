#include "engine/browser/script.h"

#include <catch2/catch.hpp>

#include "engine/error.h"

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

}  // namespace
}  // namespace nightporter::engine
