#include <catch2/catch.hpp>

#include "cdp/error.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "tests/backoffice/nasty_answers.h"
#include "tests/support/browser_session.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;

namespace nightporter::engine {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

TEST_CASE("a request inside the page's session carries its cookies and the headers and body that were given") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    session.server.handle("GET", "/", HttpResponse::html("<p></p>").set_cookie("sid", "s-1"));
    session.server.handle("POST", "/api/export", [](HttpExchange& exchange) -> awaitable<void> {
      const auto& request = exchange.request();
      co_await exchange.respond(
          HttpResponse::json(request.cookies.value("sid") + "|" + request.headers.value("X-CSRF-TOKEN") + "|" + request.body, 201)
              .header("X-Rows", "12"));
    });
    co_await session.page->go_to(session.server.url("/"), WaitUntil::kLoad, session.deadline);
    // What the page does to its own functions does not matter.
    co_await session.page->evaluate("window.fetch = () => { throw 1 }, window.btoa = null, 1", session.deadline);
    const FetchResult result = co_await session.page->fetch({.method = "POST",
                                                             .url = "/api/export",
                                                             .headers = {{"X-CSRF-TOKEN", "t-9"}, {"Content-Type", "application/json"}},
                                                             .body = R"({"day":"ü"})"},
                                                            folder / "out", session.deadline);
    CHECK(result.status == 201);
    CHECK(result.final_url == session.server.url("/api/export"));
    CHECK_FALSE(result.redirected);
    CHECK(test::read_file(folder / "out") == R"(s-1|t-9|{"day":"ü"})");
    CHECK(result.size_bytes == test::read_file(folder / "out").size());
    bool rows = false;
    for (const HttpHeader& header : result.headers) rows = rows || (header.name == "x-rows" && header.value == "12");
    CHECK(rows);
  });
}

TEST_CASE("a large body arrives byte for byte") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    std::string bytes(6'000'003, '\0');
    unsigned value = 1;
    for (char& byte : bytes) byte = static_cast<char>((value = value * 1664525 + 1013904223) >> 24);
    session.server.handle("GET", "/big", HttpResponse::attachment("application/octet-stream", "big.bin", bytes));
    co_await session.show("<p></p>");
    const FetchResult result = co_await session.page->fetch({.url = "/big"}, folder / "big", session.deadline);
    CHECK(result.size_bytes == bytes.size());
    CHECK(test::read_file(folder / "big") == bytes);
  });
}

TEST_CASE("a redirect to the login page is told, and an empty answer is an answer") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    session.server.handle("GET", "/export", HttpResponse::redirect("/login?next=export"));
    session.server.handle("GET", "/login", HttpResponse::html("<form>sign in</form>"));
    session.server.handle("GET", "/nothing", HttpResponse{.status = 204});
    co_await session.show("<p></p>");
    const FetchResult redirected = co_await session.page->fetch({.url = "/export"}, folder / "out", session.deadline);
    CHECK(redirected.redirected);
    CHECK(redirected.final_url == session.server.url("/login?next=export"));
    const FetchResult nothing = co_await session.page->fetch({.url = "/nothing"}, folder / "out", session.deadline);
    CHECK(nothing.status == 204);
    CHECK(nothing.size_bytes == 0);
    CHECK(test::read_file(folder / "out").empty());
  });
}

TEST_CASE("a request that gets no answer, or half of one, fails") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    session.server.handle("GET", "/half", [](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.send_raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
    });
    session.server.handle("GET", "/dropped", [](HttpExchange& exchange) -> awaitable<void> {
      exchange.drop();
      co_return;
    });
    co_await session.show("<p></p>");
    CHECK_THROWS_AS(co_await session.page->fetch({.url = "/half"}, folder / "out", session.deadline), FetchFailed);
    try {
      co_await session.page->fetch({.url = "/dropped"}, folder / "out", session.deadline);
      FAIL("it was answered");
    } catch (const FetchFailed& error) {
      CHECK(error.reason().find("net::ERR_EMPTY_RESPONSE") != std::string::npos);
    }
    CHECK_THROWS_AS(co_await session.page->fetch({.url = "/half"}, "/nonexistent/out", session.deadline), std::system_error);
  });
}

TEST_CASE("a request that takes too long is stopped in the page too") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    const backoffice::Latch never;
    session.server.handle("GET", "/stalled", [&never](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.begin_chunks(HttpResponse::text("start"));
      co_await never.wait();
    });
    co_await session.show("<p></p>");
    bool failed = false;
    try {
      co_await session.page->fetch({.url = "/stalled"}, folder / "out", Deadline::after(300ms));
    } catch (const cdp::DeadlineExceeded&) {
      failed = true;
    } catch (const FetchFailed&) {
      failed = true;
    }
    CHECK(failed);
    co_await session.page->wait_for_function("performance.getEntriesByName(location.origin + '/stalled').length >= 0", session.deadline);
  });
}

TEST_CASE("a content security policy that forbids scripts stops neither our requests nor our scripts") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    session.server.handle("GET", "/",
                          HttpResponse::html("<p></p>").header("Content-Security-Policy", "default-src 'none'; connect-src 'self'"));
    session.server.handle("GET", "/data", HttpResponse::text("rows"));
    co_await session.page->go_to(session.server.url("/"), WaitUntil::kLoad, session.deadline);
    co_await session.page->fetch({.url = "/data"}, folder / "out", session.deadline);
    CHECK(test::read_file(folder / "out") == "rows");
    CHECK(co_await session.page->evaluate("1 + 1", session.deadline) == "2");
    CHECK(co_await session.page->wait_for_function("document.body", session.deadline) != "null");
  });
}

}  // namespace
}  // namespace nightporter::engine
