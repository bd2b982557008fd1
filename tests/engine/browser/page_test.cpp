#include "engine/browser/page.h"

#include <catch2/catch.hpp>

#include "cdp/error.h"
#include "engine/browser/frame.h"
#include "engine/error.h"
#include "tests/support/browser_session.h"

using namespace std::chrono_literals;

namespace nightporter::engine {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

TEST_CASE("a page goes to a URL and tells how the server answered") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/orders", HttpResponse::html("<!DOCTYPE html><title>Orders</title><p>one</p>").header("X-Trait", "yes"));
    const auto response = co_await session.page->go_to(session.server.url("/orders"), WaitUntil::kLoad, session.deadline);
    REQUIRE(response);
    CHECK(response->status == 200);
    CHECK(response->url == session.server.url("/orders"));
    CHECK(response->header("x-trait") == "yes");
    CHECK(session.page->url() == session.server.url("/orders"));
    CHECK(co_await session.page->title(session.deadline) == "Orders");
    CHECK(co_await session.page->content(session.deadline) ==
          "<!DOCTYPE html><html><head><title>Orders</title></head><body><p>one</p></body></html>");
    CHECK(co_await session.page->evaluate("({a: [1, 'x', null]})", session.deadline) == R"({"a":[1,"x",null]})");
    CHECK(co_await session.page->evaluate("(a, b) => a + b.c", {"1", R"({"c":2})"}, session.deadline) == "3");
  });
}

}  // namespace
}  // namespace nightporter::engine
