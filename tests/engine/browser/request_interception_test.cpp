#include "engine/browser/request_interception.h"

#include <catch2/catch.hpp>

#include "cdp/session.h"
#include "engine/browser/base64.h"
#include "engine/browser/page_impl.h"
#include "tests/engine/chrome_fixture.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::soon;

/// Answers requests for `path` with "<path> by rule".
cdp::Subscription answer(ChromeTest& t, const std::string& path, const char* stage) {
  const auto rule = [&t, path](const cdp::fetch::RequestPaused& event) {
    if (!event.request.url.ends_with(path)) return false;
    t.page.session().send_and_forget(
        cdp::fetch::FulfillRequest{.requestId = event.requestId, .responseCode = 200, .body = encode_base64(path + " by rule")});
    return true;
  };
  return t.page.impl().session_of(t.page.id()).interception().add({{.urlPattern = "*" + path, .requestStage = stage}}, rule);
}

awaitable<std::string> fetched(ChromeTest& t, std::string path) {
  return t.ask("() => fetch('" + path + "').then(answer => answer.text())");
}

TEST_CASE("rules of one session hold in whatever order they come and go", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    for (const char* path : {"/a", "/b", "/c"}) t.server.handle("GET", path, HttpResponse::text("server"));
    co_await t.show("Page");
    for (const char* first_to_go : {"/a", "/b"}) {
      cdp::Subscription a = answer(t, "/a", "Response");
      cdp::Subscription b = answer(t, "/b", "Request");
      co_await t.page.impl().session_of(t.page.id()).interception().in_force(soon());
      CHECK(co_await fetched(t, "/a") == "\"/a by rule\"");
      CHECK(co_await fetched(t, "/b") == "\"/b by rule\"");
      CHECK(co_await fetched(t, "/c") == "\"server\"");
      const bool a_goes = std::string_view(first_to_go) == "/a";
      (a_goes ? a : b).reset();
      CHECK(co_await fetched(t, "/a") == (a_goes ? "\"server\"" : "\"/a by rule\""));
      CHECK(co_await fetched(t, "/b") == (a_goes ? "\"/b by rule\"" : "\"server\""));
      (a_goes ? b : a).reset();
      CHECK(co_await fetched(t, "/a") == "\"server\"");
      CHECK(co_await fetched(t, "/b") == "\"server\"");
    }
  });
}

TEST_CASE("a request that no rule takes goes on", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/a", HttpResponse::text("server"));
    co_await t.show("Page");
    int asked = 0;
    RequestInterception& interception = t.page.impl().session_of(t.page.id()).interception();
    const cdp::Subscription rule = interception.add({{.urlPattern = "*/a"}}, [&asked](const auto&) { return ++asked == 0; });
    CHECK(co_await fetched(t, "/a") == "\"server\"");
    CHECK(asked == 1);
  });
}

}  // namespace
}  // namespace nightporter::engine
