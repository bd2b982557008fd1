#include <signal.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "cdp/async/on_worker.h"
#include "engine/download/download.h"
#include "engine/download/tracker.h"
#include "engine/process/chrome_process.h"
#include "tests/backoffice/nasty_answers.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/download/csv_download.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::soon;

TEST_CASE("D43 D77 D78 a page that closes ends the wait but not a download, and a context ends both", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/slow", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
    });
    t.server.handle("GET", "/", HttpResponse::html("<a href=/slow>Export</a>"));
    Page* page = co_await t.context.new_page(soon());
    co_await page->go_to(t.server.url(), WaitUntil::kLoad, soon());
    Download going = t.context.downloads().arm(*page, {}, expect_csv());
    co_await page->locator(Selector::parse("a")).click({}, soon());
    while (!going.has_begun()) co_await t.ask("new Promise(requestAnimationFrame)");
    Download waiting = t.context.downloads().arm(*page, {}, expect_csv());
    co_await page->close(soon());
    CHECK((co_await waiting.outcome(soon())).result == DownloadResult::kClosed);
    latch.release();
    const DownloadOutcome outcome = co_await going.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.completed());
    CHECK(outcome.evidence.bytes_received == 100'000);
  });
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/slow", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
    });
    co_await t.show("<a href=/slow>Export</a>");
    Download going = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.find("a").click({}, soon());
    while (!going.has_begun()) co_await t.ask("new Promise(requestAnimationFrame)");
    co_await t.context.close(soon());
    CHECK((co_await going.outcome(soon())).result == DownloadResult::kClosed);
  });
}

TEST_CASE("D53 D81 a popup that closes and a page that goes elsewhere are told without a time-out", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/never", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await latch.wait();
      co_await exchange.respond(csv());
    });
    t.server.handle("GET", "/other", HttpResponse::html("<h1>Something else</h1>"));
    const std::string other = t.server.localhost_url("/other");
    co_await t.show(
        "<button onclick=\"const w = window.open('/never'); setTimeout(() => w.close(), 300)\">Export</button><a download href='" + other +
        "'>Other</a>");
    const DownloadOutcome popup = co_await download(t, "button", {.begin_within = 1h, .after_navigation = 500ms});
    INFO(explain(popup));
    CHECK(popup.result == DownloadResult::kClosed);
    const DownloadOutcome elsewhere = co_await download(t, "a", {.begin_within = 1h, .after_navigation = 500ms});
    INFO(explain(elsewhere));
    CHECK(elsewhere.result == DownloadResult::kNavigatedInstead);
    CHECK(elsewhere.evidence.page_url == other);
    latch.release();
  });
}

TEST_CASE("D86 D87 the clocks start when the trigger is done and are told apart", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/slow", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
    });
    t.server.handle("GET", "/drip", [](HttpExchange& exchange) -> awaitable<void> {
      HttpResponse head = csv("orders.csv", "x");
      co_await exchange.begin_chunks(head);
      for (int i = 0; i < 50; ++i) {
        co_await exchange.pause_for(100ms);
        co_await exchange.send_chunk(std::string(100'000, 'x'));
      }
      co_await exchange.end_chunks();
    });
    t.server.handle("GET", "/export", csv());
    co_await t.show(
        "<a id=slow href=/slow>1</a><a id=drip href=/drip>2</a><button id=nothing>3</button>"
        "<button id=late disabled onclick=\"location = '/export'\">4</button><script>setTimeout(() => late.disabled = false, "
        "900)</script>");
    // The click itself takes longer than a download may take to begin.
    const DownloadOutcome late = co_await download(t, "#late", {.begin_within = 600ms});
    INFO(explain(late));
    CHECK(late.completed());
    CHECK((co_await download(t, "#nothing", {.begin_within = 300ms})).result == DownloadResult::kBeginTimeout);
    const DownloadOutcome idle = co_await download(t, "#slow", {.idle = 700ms});
    INFO(explain(idle));
    CHECK(idle.result == DownloadResult::kIdleTimeout);
    CHECK((co_await download(t, "#drip", {.idle = 5s, .total = 1500ms})).result == DownloadResult::kTotalTimeout);
    latch.release();
  });
}

TEST_CASE("D25 a browser that dies ends the wait", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/slow", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
    });
    co_await t.show("<a href=/slow>Export</a>");
    Download going = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.find("a").click({}, soon());
    while (!going.has_begun()) co_await t.ask("new Promise(requestAnimationFrame)");
    ::kill(t.browser.process()->pid(), SIGKILL);
    const DownloadOutcome outcome = co_await going.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.result == DownloadResult::kClosed);
    latch.release();
  });
}

}  // namespace
}  // namespace nightporter::engine
