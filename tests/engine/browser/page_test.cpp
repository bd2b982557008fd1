#include "engine/browser/page.h"

#include <signal.h>

#include <catch2/catch.hpp>

#include "cdp/error.h"
#include "cdp/protocol/page.h"
#include "cdp/session.h"
#include "engine/browser/dialogs.h"
#include "engine/browser/frame.h"
#include "engine/error.h"
#include "engine/evidence/evidence_ring.h"
#include "tests/support/browser_session.h"

using namespace std::chrono_literals;

namespace nightporter::engine {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using backoffice::Latch;
using test::BrowserSession;
using test::with_browser;

TEST_CASE("scripts give their value as JSON, promises are awaited") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    Page& page = *session.page;
    const Deadline deadline = session.deadline;
    CHECK(co_await page.evaluate("({a: [1, 'x', null]})", deadline) == R"({"a":[1,"x",null]})");
    CHECK(co_await page.evaluate("(a, b) => a + b.c", {"1", R"({"c":2})"}, deadline) == "3");
    CHECK(co_await page.evaluate("async function () { return 'later' }", deadline) == "\"later\"");
    CHECK(co_await page.evaluate("Promise.resolve(7)", deadline) == "7");
    CHECK(co_await page.evaluate("undefined", deadline) == "null");
    CHECK(co_await page.evaluate("NaN", deadline) == "null");
    CHECK(co_await page.evaluate("12345678901234567890n", deadline) == "12345678901234567890");
  });
}

TEST_CASE("what a script throws arrives with message and stack") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    try {
      co_await session.page->evaluate("() => { const f = () => { throw new TypeError('no rows') }; f() }", session.deadline);
      FAIL("nothing was thrown");
    } catch (const JavaScriptError& error) {
      CHECK(error.message() == "TypeError: no rows");
      CHECK(error.stack().find("at f ") != std::string::npos);
    }
    CHECK_THROWS_WITH(co_await session.page->evaluate("Promise.reject('a string')", session.deadline), Catch::Contains("a string"));
    CHECK_THROWS_AS(co_await session.page->evaluate("not javascript", session.deadline), JavaScriptError);
    CHECK_THROWS_AS(co_await session.page->evaluate("window", session.deadline), JavaScriptError);
  });
}

TEST_CASE("a script whose document goes away fails at once") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/next", HttpResponse::html("next"));
    co_await session.show("<p></p>");
    CHECK_THROWS_AS(co_await session.page->evaluate("() => { location = '/next'; return new Promise(() => {}) }", session.deadline),
                    ExecutionContextGone);
  });
}

TEST_CASE("our own world sees the document and not the page's variables") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<p>text</p><script>window.secret = 1; Array.prototype.map = () => 'overridden'</script>");
    Frame& frame = session.page->main_frame();
    CHECK(co_await frame.evaluate_in(World::kMain, "[typeof secret, [1].map(x => x)]", {}, session.deadline) ==
          R"(["number","overridden"])");
    CHECK(co_await frame.evaluate_in(World::kUtility, "[typeof secret, [1].map(x => x), document.body.innerText]", {}, session.deadline) ==
          R"(["undefined",[1],"text"])");
  });
}

TEST_CASE("dialogs never block a page and get the answers that were laid down") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<p></p>");
    CHECK(co_await session.page->evaluate("[confirm('Delete?'), prompt('Name?', 'nobody')]", session.deadline) == "[false,null]");
    session.page->dialogs().answer_next(DialogAnswer::kAccept);
    session.page->dialogs().answer_next(DialogAnswer::kAccept, "Ada");
    CHECK(co_await session.page->evaluate("[confirm('Delete?'), prompt('Name?')]", session.deadline) == R"([true,"Ada"])");
    REQUIRE(session.page->dialogs().seen().size() == 4);
    CHECK(session.page->dialogs().seen()[1].message == "Name?");
    CHECK(session.page->dialogs().seen()[1].default_prompt == "nobody");
    CHECK(session.page->dialogs().seen()[3].answer == DialogAnswer::kAccept);
  });
}

TEST_CASE("a page that asks before it is left can be left and closed") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const std::string asking =
        "<p>form</p><script>addEventListener('beforeunload', event => { event.preventDefault(); event.returnValue = 'x' })</script>";
    co_await session.show(asking);
    co_await session.page->evaluate("document.body.click()", session.deadline);
    session.server.handle("GET", "/next", HttpResponse::html("next"));
    co_await session.page->go_to(session.server.url("/next"), WaitUntil::kLoad, session.deadline);
    co_await session.show(asking);
    co_await session.page->evaluate("document.body.click()", session.deadline);
    co_await session.page->close(session.deadline);
    CHECK(session.page->is_closed());
  });
}

TEST_CASE("a popup is mapped to its opener") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/popup", HttpResponse::html("<title>Popup</title>"));
    co_await session.show("<p></p>");
    PopupWait expected = session.page->expect_popup();
    co_await session.page->evaluate("window.child = open('/popup'), 1", session.deadline);
    Page* popup = co_await expected.wait(session.deadline);
    CHECK(popup->opener() == session.page);
    CHECK(session.context->pages() == std::vector<Page*>{session.page, popup});
    co_await popup->wait_for_url(UrlPattern::parse("**/popup"), session.deadline);
    co_await popup->wait_for_load(WaitUntil::kLoad, session.deadline);
    CHECK(co_await popup->title(session.deadline) == "Popup");
    co_await session.page->evaluate("child.close()", session.deadline);
    CHECK_THROWS_AS(co_await popup->wait_for_url(UrlPattern::parse("**/never"), session.deadline), PageClosed);
    CHECK(session.context->pages() == std::vector<Page*>{session.page});
  });
}

TEST_CASE("a closed page says so to whoever waits and whoever asks") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<p></p>");
    ResponseWait response = session.page->expect_response(UrlPattern::parse("/x"));
    co_await session.page->close(session.deadline);
    co_await session.page->close(session.deadline);
    CHECK_THROWS_AS(co_await response.wait(session.deadline), PageClosed);
    CHECK_THROWS_AS(co_await session.page->evaluate("1", session.deadline), PageClosed);
    CHECK_THROWS_AS(co_await session.page->go_to("about:blank", WaitUntil::kLoad, session.deadline), PageClosed);
    CHECK_THROWS_AS(session.page->session(), PageClosed);
    CHECK(session.context->pages().empty());
  });
}

TEST_CASE("a crashed renderer is an error at once, and the other pages live on") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    Page* other = co_await session.context->new_page(session.deadline);
    co_await session.show("<p></p>");
    CHECK_THROWS_AS(co_await session.page->evaluate("new Promise(() => {})", Deadline::after(50ms)), cdp::DeadlineExceeded);
    const auto crash = session.page->session().start("Page.crash", "{}");
    CHECK_THROWS_AS(co_await session.page->evaluate("new Promise(() => {})", session.deadline), PageCrashed);
    CHECK(session.page->has_crashed());
    CHECK_THROWS_AS(co_await session.page->evaluate("1", session.deadline), PageCrashed);
    CHECK_THROWS_AS(co_await session.page->wait_for_load(WaitUntil::kLoad, session.deadline), PageCrashed);
    co_await session.page->close(session.deadline);
    CHECK(session.context->pages() == std::vector<Page*>{other});
    CHECK(co_await other->evaluate("1 + 1", session.deadline) == "2");
  });
}

TEST_CASE("pictures are PNG or JPEG, of the window, the whole page or a part") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<body style='margin:0'><div style='height:3000px;background:red'></div>");
    /// Width and height as a PNG's header has them.
    const auto size = [](const std::string& png) {
      const auto number = [&png](std::size_t at) {
        return (static_cast<unsigned char>(png[at]) << 24) | (static_cast<unsigned char>(png[at + 1]) << 16) |
               (static_cast<unsigned char>(png[at + 2]) << 8) | static_cast<unsigned char>(png[at + 3]);
      };
      return std::pair{number(16), number(20)};
    };
    const std::string window = co_await session.page->screenshot({}, session.deadline);
    REQUIRE(window.substr(1, 3) == "PNG");
    CHECK(size(window) == std::pair{1280, 800});
    CHECK(size(co_await session.page->screenshot({.extent = ScreenshotOptions::Extent::kFullPage}, session.deadline)) ==
          std::pair{1280, 3000});
    CHECK(size(co_await session.page->screenshot({.clip = Clip{.x = 10, .y = 2000, .width = 50, .height = 40}}, session.deadline)) ==
          std::pair{50, 40});
    const std::string jpeg = co_await session.page->screenshot({.format = ScreenshotOptions::Format::kJpeg}, session.deadline);
    CHECK(jpeg.substr(0, 2) == "\xff\xd8");
  });
}

TEST_CASE("evidence holds console lines, page errors and requests that failed") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/api", HttpResponse::json("{}", 503));
    co_await session.show("<script>console.warn('low', {stock: 1}, 3); setTimeout(() => { throw new Error('late') })</script>");
    co_await session.page->evaluate("fetch('/api?token=secret').then(r => r.text())", session.deadline);
    co_await session.page->evaluate("fetch('http://127.0.0.1:1/').catch(() => 0)", session.deadline);
    const EvidenceRing& evidence = session.context->evidence();
    REQUIRE_FALSE(evidence.console().empty());
    CHECK(evidence.console()[0].level == "warning");
    CHECK(evidence.console()[0].text == "low Object 3");
    CHECK(evidence.console()[0].url == session.server.url("/"));
    REQUIRE(evidence.page_errors().size() == 1);
    CHECK(evidence.page_errors()[0].message == "Error: late");
    CHECK(evidence.page_errors()[0].page_url == session.server.url("/"));
    REQUIRE(evidence.failures().size() == 2);
    CHECK(evidence.failures()[0].status == 503);
    CHECK(evidence.failures()[0].url == session.server.url("/api?token=…"));
    CHECK(evidence.failures()[1].failure.starts_with("net::ERR_"));
    CHECK(evidence.requests().front().status == 200);
    CHECK(evidence.requests().front().resource_type == "Document");
  });
}

}  // namespace
}  // namespace nightporter::engine
