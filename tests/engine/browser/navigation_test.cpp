#include <catch2/catch.hpp>

#include "cdp/async/on_worker.h"
#include "cdp/error.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "tests/support/browser_session.h"

using namespace std::chrono_literals;

namespace nightporter::engine {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using backoffice::Latch;
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
  });
}

TEST_CASE("an error status is an answer, with a body and without one") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/gone", HttpResponse::html("<p>gone</p>", 410));
    session.server.handle("GET", "/broken", HttpResponse::html("", 500));
    const auto gone = co_await session.page->go_to(session.server.url("/gone"), WaitUntil::kLoad, session.deadline);
    REQUIRE(gone);
    CHECK(gone->status == 410);
    const auto broken = co_await session.page->go_to(session.server.url("/broken"), WaitUntil::kLoad, session.deadline);
    REQUIRE(broken);
    CHECK(broken->status == 500);
    // The page can be used afterwards.
    const auto again = co_await session.page->go_to(session.server.url("/gone"), WaitUntil::kLoad, session.deadline);
    CHECK(again->status == 410);
  });
}

TEST_CASE("redirects are followed to the last answer") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/a", HttpResponse::redirect("/b"));
    session.server.handle("GET", "/b", HttpResponse::redirect("/c", 307));
    session.server.handle("GET", "/c", HttpResponse::html("here"));
    const auto response = co_await session.page->go_to(session.server.url("/a"), WaitUntil::kLoad, session.deadline);
    CHECK(response->url == session.server.url("/c"));
    CHECK(session.page->url() == session.server.url("/c"));
  });
}

TEST_CASE("places without a server have no answer") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    CHECK_FALSE(co_await session.page->go_to("data:text/html,<title>d</title>", WaitUntil::kLoad, session.deadline));
    CHECK(co_await session.page->title(session.deadline) == "d");
    CHECK_FALSE(co_await session.page->go_to("about:blank", WaitUntil::kLoad, session.deadline));
    co_await session.show("<a id=x>x</a>");
    CHECK_FALSE(co_await session.page->go_to(session.server.url("/#x"), WaitUntil::kLoad, session.deadline));
    CHECK(session.page->url() == session.server.url("/#x"));
    CHECK_FALSE(co_await session.page->go_to(session.server.url("/#x"), WaitUntil::kLoad, session.deadline));
  });
}

TEST_CASE("a navigation that fails says why") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    try {
      co_await session.page->go_to("http://127.0.0.1:1/x", WaitUntil::kLoad, session.deadline);
      FAIL("it went there");
    } catch (const NavigationFailed& error) {
      CHECK(error.url() == "http://127.0.0.1:1/x");
      CHECK(error.reason().starts_with("net::ERR_"));
    }
    CHECK_THROWS_AS(co_await session.page->go_to("no such scheme", WaitUntil::kLoad, session.deadline), NavigationFailed);
    session.server.handle("GET", "/nothing", HttpResponse{.status = 204});
    try {
      co_await session.page->go_to(session.server.url("/nothing"), WaitUntil::kLoad, session.deadline);
      FAIL("it went there");
    } catch (const NavigationFailed& error) {
      CHECK(error.status() == 204);
    }
  });
}

TEST_CASE("a navigation that becomes a download says so and leaves the page where it was (D01)", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<p>stay</p>");
    session.server.handle("GET", "/export", HttpResponse::attachment("text/csv", "orders.csv", "a,b\n"));
    CHECK_THROWS_AS(co_await session.page->go_to(session.server.url("/export"), WaitUntil::kLoad, session.deadline), DownloadStarting);
    CHECK(session.page->url() == session.server.url("/"));
  });
}

TEST_CASE("each milestone of loading is waited for") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const Latch picture;
    const Latch script;
    session.server.handle("GET", "/slow", HttpResponse::html("<p>text</p><script defer src=/script></script><img src=/picture>"));
    session.server.handle("GET", "/script", [&script](HttpExchange& exchange) -> awaitable<void> {
      co_await script.wait();
      co_await exchange.respond(HttpResponse::text("window.ran = 1"));
    });
    session.server.handle("GET", "/picture", [&picture](HttpExchange& exchange) -> awaitable<void> {
      co_await picture.wait();
      co_await exchange.respond(HttpResponse::text("not really"));
    });
    // The document is there while the script is held back, the parsed one after it, the loaded one after the picture.
    co_await session.page->go_to(session.server.url("/slow"), WaitUntil::kCommit, session.deadline);
    CHECK_THROWS_AS(co_await session.page->wait_for_load(WaitUntil::kDomContentLoaded, Deadline::after(200ms)), cdp::DeadlineExceeded);
    script.release();
    co_await session.page->wait_for_load(WaitUntil::kDomContentLoaded, session.deadline);
    CHECK(co_await session.page->evaluate("window.ran", session.deadline) == "1");
    CHECK_THROWS_AS(co_await session.page->wait_for_load(WaitUntil::kLoad, Deadline::after(200ms)), cdp::DeadlineExceeded);
    picture.release();
    co_await session.page->wait_for_load(WaitUntil::kLoad, session.deadline);
    co_await session.page->wait_for_load(WaitUntil::kNetworkIdle, session.deadline);
  });
}

TEST_CASE("a server that does not answer is a time-out that names the URL") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const Latch never;
    session.server.handle("GET", "/silent", [&never](HttpExchange&) -> awaitable<void> { co_await never.wait(); });
    std::string message;
    try {
      co_await session.page->go_to(session.server.url("/silent"), WaitUntil::kLoad, Deadline::after(300ms));
    } catch (const cdp::DeadlineExceeded& error) {
      message = error.what();
    }
    CHECK(message.find("/silent") != std::string::npos);
    co_await session.show("<p>usable again</p>");
  });
}

TEST_CASE("a page that is reloaded has a new document") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    int visits = 0;
    session.server.handle("GET", "/count", [&visits](HttpExchange& exchange) -> awaitable<void> {
      ++visits;
      co_await exchange.respond(HttpResponse::html("<p>" + std::to_string(visits) + "</p>", visits == 1 ? 200 : 203));
    });
    co_await session.page->go_to(session.server.url("/count"), WaitUntil::kLoad, session.deadline);
    co_await session.page->evaluate("window.old = true", session.deadline);
    const auto response = co_await session.page->reload(WaitUntil::kLoad, session.deadline);
    CHECK(response->status == 203);
    CHECK(co_await session.page->evaluate("[document.body.innerText, typeof window.old]", session.deadline) == R"(["2","undefined"])");
  });
}

TEST_CASE("a URL that a script goes to is waited for, within the document and beyond it") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/dashboard", HttpResponse::html("<title>Dashboard</title>"));
    co_await session.show(
        "<script>setTimeout(() => history.pushState({}, '', '/step-2'), 50); setTimeout(() => location = '/dashboard', 200)</script>");
    co_await session.page->wait_for_url(UrlPattern::parse("**/step-2"), session.deadline);
    co_await session.page->wait_for_url(UrlPattern::exactly(session.server.url("/dashboard")), session.deadline);
    co_await session.page->wait_for_load(WaitUntil::kLoad, session.deadline);
    CHECK(co_await session.page->title(session.deadline) == "Dashboard");
    CHECK_THROWS_AS(co_await session.page->wait_for_url(UrlPattern::parse("**/login"), Deadline::after(50ms)), cdp::DeadlineExceeded);
  });
}

TEST_CASE("a page that goes elsewhere by itself while loading is followed") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/first", HttpResponse::html("<script>location.replace('/second')</script>"));
    session.server.handle("GET", "/second", HttpResponse::html("<title>second</title>"));
    co_await session.page->go_to(session.server.url("/first"), WaitUntil::kLoad, session.deadline);
    co_await session.page->wait_for_url(UrlPattern::parse("**/second"), session.deadline);
    co_await session.page->wait_for_load(WaitUntil::kLoad, session.deadline);
    CHECK(co_await session.page->title(session.deadline) == "second");
  });
}

TEST_CASE("a page moves between sites and keeps working") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/x", HttpResponse::html("<title>x</title>"));
    for (int i = 0; i < 3; ++i) {
      co_await session.page->go_to(session.server.url("/x"), WaitUntil::kLoad, session.deadline);
      CHECK(co_await session.page->evaluate("location.hostname", session.deadline) == "\"127.0.0.1\"");
      co_await session.page->go_to(session.server.localhost_url("/x"), WaitUntil::kLoad, session.deadline);
      CHECK(co_await session.page->evaluate("location.hostname", session.deadline) == "\"localhost\"");
      CHECK(co_await session.page->title(session.deadline) == "x");
    }
  });
}

TEST_CASE("a response that is expected before the trigger is not missed") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/api/orders", HttpResponse::json("[]", 201));
    co_await session.show("<p></p>");
    ResponseWait orders = session.page->expect_response(UrlPattern::parse("**/api/orders*"));
    co_await session.page->evaluate("fetch('/api/orders?day=1').then(r => r.status)", session.deadline);
    const Response response = co_await orders.wait(session.deadline);
    CHECK(response.status == 201);
    CHECK(response.header("Content-Type")->starts_with("application/json"));
    CHECK_THROWS_AS(co_await session.page->wait_for_response(UrlPattern::parse("/other"), Deadline::after(50ms)), cdp::DeadlineExceeded);
  });
}

TEST_CASE("a condition is waited for, also across a navigation") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<script>setTimeout(() => window.ready = {rows: 3}, 100)</script>");
    CHECK(co_await session.page->wait_for_function("window.ready", session.deadline) == R"({"rows":3})");
    CHECK(co_await session.page->wait_for_function("() => window.ready.rows > 2 // done", session.deadline) == "true");
    session.server.handle("GET", "/next", HttpResponse::html("<script>window.here = 'next'</script>"));
    co_await session.page->evaluate("setTimeout(() => location = '/next', 100), 1", session.deadline);
    CHECK(co_await session.page->wait_for_function("window.here", session.deadline) == "\"next\"");
    std::string message;
    try {
      co_await session.page->wait_for_function("window.never", Deadline::after(200ms));
    } catch (const cdp::DeadlineExceeded& error) {
      message = error.what();
    }
    CHECK(message.find("window.never") != std::string::npos);
    CHECK_THROWS_AS(co_await session.page->wait_for_function("null.x", session.deadline), JavaScriptError);
  });
}

}  // namespace
}  // namespace nightporter::engine
