// What goes beyond one element: the next page, overlays, trials.
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include "engine/browser/dialogs.h"
#include "engine/element/overlay_rule.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/refusal.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::failure_of;
using test::in_chrome;
using test::refusal_of;
using test::shortly;
using test::soon;

TEST_CASE("A13 after a click that asks for another page the next action waits for it", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/next", [](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.pause_for(700ms);
      co_await exchange.respond(HttpResponse::html("<button onclick='window.clicked = true'>Go</button>"));
    });
    co_await t.show("<a href=/next>Next</a><button onclick='window.early = true'>Go</button>");
    co_await t.find("a").click({}, soon());
    co_await t.find("button").click({}, soon());
    CHECK(t.page.url() == t.server.url("/next"));
    CHECK(co_await t.ask("window.clicked") == "true");
  });
}

TEST_CASE("A13 links that lead nowhere hold nobody up", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/204", HttpResponse::html("", 204));
    t.server.handle("GET", "/stalled", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await latch.wait();
      co_await exchange.respond(HttpResponse::html("late"));
    });
    co_await t.show(
        "<a id=script href='javascript:void(0)'>1</a><a id=none href=/204>2</a><a id=hash href='#x'>3</a><a id=stalled href=/stalled>4</a>"
        "<button onclick='window.clicks = (window.clicks || 0) + 1'>Go</button>");
    for (const char* link : {"#script", "#none", "#hash"}) {
      co_await t.find(link).click({}, soon());
      co_await t.find("button").click({}, Deadline::after(4s));
    }
    CHECK(co_await t.ask("window.clicks") == "3");
    // The click itself is done. Chrome lets nobody speak to a page that is being left, so what follows says why it waits.
    co_await t.find("#stalled").click({}, soon());
    const auto error = co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("button").click({}, deadline); });
    CHECK(error.last_state() == "the page is going to another one, whose server has not answered");
    latch.release();
    co_await t.find("text=late").click({}, soon());
  });
}

TEST_CASE("A15 a trial does all but the click", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button disabled onclick='window.clicked = true' onmousemove='window.moved = true'>Go</button>"
        "<script>setTimeout(() => document.querySelector('button').disabled = false, 300)</script>");
    co_await t.find("button").click({.trial = Trial::kYes}, soon());
    CHECK(co_await t.ask("[document.querySelector('button').disabled, window.clicked, window.moved]") == "[false,null,null]");
    co_await t.find("button").click({}, soon());
    CHECK(co_await t.ask("window.clicked") == "true");
    co_await t.show("<button disabled>Go</button>");
    co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("button").click({.trial = Trial::kYes}, deadline); });
  });
}

TEST_CASE("A15 a forced click on an element that leaves is an error", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<p>No button</p>");
    co_await refusal_of<ElementNotFound>([&](Deadline deadline) { return t.find("button").click({.force = Force::kYes}, deadline); });
  });
}

TEST_CASE("A23 dialogs come one after the other and are answered, and a context closes with an open one", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<button onclick=\"window.answers = [alert('One'), confirm('Two'), prompt('Three', 'x')]\">Ask</button>");
    co_await t.find("button").click({}, soon());
    CHECK(co_await t.ask("window.answers") == "[null,false,null]");  // nobody listens: dismissed
    t.page.dialogs().answer_next(DialogAnswer::kAccept);
    t.page.dialogs().answer_next(DialogAnswer::kAccept);
    t.page.dialogs().answer_next(DialogAnswer::kAccept, "Ada");
    co_await t.find("button").click({}, soon());
    CHECK(co_await t.ask("window.answers") == "[null,true,\"Ada\"]");
    CHECK(t.page.dialogs().seen().size() == 6);
  });
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<p>x</p>");
    co_await t.ask("setTimeout(() => { for (;;) alert('again') }), 1");
    while (t.page.dialogs().seen().empty()) co_await boost::asio::post(boost::asio::use_awaitable);
    co_await t.context.close(soon());
  });
}

TEST_CASE("A25 a page that asks before it is left is closed all the same", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button>x</button><script>addEventListener('beforeunload', event => { event.preventDefault(); event.returnValue = 'x' "
        "})</script>");
    co_await t.find("button").click({}, soon());  // without a person's touch Chrome asks nothing
    co_await t.page.close(soon());
    CHECK(t.page.is_closed());
  });
}

TEST_CASE("A37 a popup has what its context was given, from its first request on", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/popup", HttpResponse::html("<script>window.first = [navigator.userAgent, innerWidth]</script>"));
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/popup target=_blank>Open</a>"));
    const auto context = co_await t.browser.new_context(
        {.time_zone = "Asia/Kolkata", .user_agent = "Porter/1", .viewport = {.width = 640, .height = 480}}, soon());
    Page* page = co_await context->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    PopupWait expected = page->expect_popup();
    co_await page->locator(Selector::parse("a")).click({}, soon());
    Page* popup = co_await expected.wait(soon());
    co_await popup->wait_for_url(UrlPattern::containing("/popup"), soon());
    co_await popup->wait_for_load(WaitUntil::kLoad, soon());
    CHECK(co_await popup->evaluate("[...window.first, Intl.DateTimeFormat().resolvedOptions().timeZone]", soon()) ==
          "[\"Porter/1\",640,\"Asia/Calcutta\"]");
    bool named = false;
    for (const auto& request : t.server.requests())
      if (request.path == "/popup") named = request.headers.value("User-Agent") == "Porter/1";
    CHECK(named);
    co_await context->close(soon());
  });
}

constexpr const char* kBanner =
    "<button id=go onclick='window.clicked = (window.clicked || 0) + 1'>Go</button>"
    "<div id=banner hidden style='position:fixed;inset:0;background:white'><button id=close "
    "onclick='banner.hidden = true; window.shut = (window.shut || 0) + 1'>No cookies</button></div>"
    "<style>[hidden] { display: none !important }</style>";

TEST_CASE("A38 a handler closes the overlay whenever it comes", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(kBanner);
    auto handler = t.page.add_overlay_rule(
        {.overlay = t.find("#banner"), .handle = [&t]() -> awaitable<void> { co_await t.find("#close").click({}, soon()); }});
    co_await t.find("#go").click({}, soon());
    CHECK(co_await t.ask("[window.clicked, window.shut]") == "[1,null]");
    for (int round = 0; round < 2; ++round) {
      co_await t.ask("banner.hidden = false, 1");
      co_await t.find("#go").click({}, soon());
    }
    CHECK(co_await t.ask("[window.clicked, window.shut]") == "[3,2]");
    // One that comes while the element is waited for.
    co_await t.ask("go.disabled = true, setTimeout(() => { banner.hidden = false; go.disabled = false }, 300), 1");
    co_await t.find("#go").click({}, soon());
    CHECK(co_await t.ask("[window.clicked, window.shut]") == "[4,3]");
    handler.reset();
    co_await t.ask("banner.hidden = false, 1");
    co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("#go").click({}, deadline); });
  });
}

TEST_CASE("A38 a handler is called as often as wanted, and one that leaves its overlay there is told", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(kBanner);
    const auto handler = t.page.add_overlay_rule(
        {.overlay = t.find("#banner"), .handle = [&t]() -> awaitable<void> { co_await t.find("#close").click({}, soon()); }, .times = 1});
    co_await t.ask("banner.hidden = false, 1");
    co_await t.find("#go").click({}, soon());
    co_await t.ask("banner.hidden = false, 1");
    co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("#go").click({}, deadline); });
  });
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(kBanner);
    const auto handler = t.page.add_overlay_rule({.overlay = t.find("#banner"), .handle = []() -> awaitable<void> { co_return; }});
    co_await t.ask("banner.hidden = false, 1");
    const auto error = co_await failure_of<ElementStillThere>(t.find("#go").click({}, shortly()));
    CHECK(error.target() == "#banner");
  });
}

}  // namespace
}  // namespace nightporter::engine
