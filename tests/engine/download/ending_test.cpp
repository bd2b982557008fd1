// How downloads end when something goes away, is cancelled or takes too long.
#include <signal.h>

#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <filesystem>

#include "cdp/async/with_deadline.h"
#include "cdp/connection.h"
#include "cdp/error.h"
#include "engine/browser/browser_impl.h"
#include "engine/process/chrome_process.h"
#include "tests/engine/download/csv_download.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::soon;

TEST_CASE("D20 closing the context removes what was not published from its own folder", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    const fs::path file = (co_await download(t, "a")).file();
    CHECK(fs::exists(file));
    co_await t.context.close(soon());
    CHECK_FALSE(fs::exists(file));
    CHECK_FALSE(fs::exists(file.parent_path()));
  });
}

TEST_CASE("D21 closing the browser removes its files and its folders", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    const fs::path file = (co_await download(t, "a")).file();
    co_await t.browser.close(soon());
    CHECK_FALSE(fs::exists(file));
    CHECK_FALSE(fs::exists(file.parent_path().parent_path()));  // the browser's temporary folder
  });
}

TEST_CASE("D23 closing the context with a download that failed does not hang", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    // TLS to a port that does not speak it; a bad certificate fails in the same place.
    const std::string https = "https" + t.server.url("/file.csv").substr(4);
    co_await t.show("<a download href='" + https + "'>Export</a>");
    Download armed = t.context.downloads().arm(t.page, {.begin_within = 1h, .idle = 1h, .total = 1h, .after_navigation = 1h}, expect_csv());
    co_await t.find("a").click({}, soon());
    co_await t.context.close(soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK_FALSE(outcome.completed());
    CHECK_THROWS_AS(outcome.file(), Error);
  });
}

TEST_CASE("D24 D78 closing the context while the server stalls ends the wait and leaves no partial file", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    Download going = co_await begin_stalled(t);
    Download waiting = t.context.downloads().arm(t.page, {}, expect_csv());
    const fs::path quarantine = t.context.downloads().quarantine();
    co_await t.context.close(soon());
    CHECK((co_await going.outcome(soon())).result == DownloadResult::kClosed);
    CHECK((co_await waiting.outcome(soon())).result == DownloadResult::kClosed);
    CHECK_FALSE(fs::exists(quarantine));
    latch.release();
  });
}

TEST_CASE("D25 a browser that dies ends the wait, and closing it afterwards is fine", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    Download going = co_await begin_stalled(t);
    ::kill(t.browser.process()->pid(), SIGKILL);
    const DownloadOutcome outcome = co_await going.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.result == DownloadResult::kClosed);
    co_await t.browser.close(soon());
    latch.release();
  });
}

TEST_CASE("D27 a download under way is cancelled, in Chrome too", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    Download going = co_await begin_stalled(t);
    const fs::path quarantine = t.context.downloads().quarantine();
    co_await until_holds(t.browser, quarantine, Fill::kSomething);
    co_await going.cancel(soon());
    CHECK((co_await going.outcome(soon())).result == DownloadResult::kCancelled);
    co_await until_holds(t.browser, quarantine, Fill::kNothing);
    latch.release();
  });
}

TEST_CASE("D27 a download that nobody waits for any more is cancelled in Chrome", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    const fs::path quarantine = t.context.downloads().quarantine();
    {
      const Download forgotten = co_await begin_stalled(t);
      co_await until_holds(t.browser, quarantine, Fill::kSomething);
    }
    co_await until_holds(t.browser, quarantine, Fill::kNothing);
    latch.release();
  });
}

TEST_CASE("D28 cancelling a finished download changes nothing", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    Download whole = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.find("a").click({}, soon());
    CHECK((co_await whole.outcome(soon())).completed());
    co_await whole.cancel(soon());
    CHECK(fs::is_regular_file((co_await whole.outcome(soon())).file()));
  });
}

TEST_CASE("D43 a wait ends at once when its page closes", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    Page* page = co_await t.context.new_page(soon());
    Download waiting = t.context.downloads().arm(*page, {.begin_within = 1h}, expect_csv());
    co_await page->close(soon());
    CHECK((co_await waiting.outcome(soon())).result == DownloadResult::kClosed);
  });
}

TEST_CASE("D46 a wait whose caller is cancelled does not hang, and can be asked again", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    Download waiting = t.context.downloads().arm(t.page, {.begin_within = 1h}, expect_csv());
    CHECK_THROWS_AS(co_await with_deadline(waiting.outcome(Deadline::never()), Deadline::after(100ms), "us"), cdp::DeadlineExceeded);
    co_await t.find("a").click({}, soon());
    CHECK((co_await waiting.outcome(soon())).completed());
  });
}

TEST_CASE("D75 when our connection ends every wait ends loudly", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    Download going = co_await begin_stalled(t);
    Download waiting = t.context.downloads().arm(t.page, {.begin_within = 1h}, expect_csv());
    co_await t.browser.impl().connection->close(soon());
    for (Download* one : {&going, &waiting}) {
      const DownloadOutcome outcome = co_await one->outcome(soon());
      INFO(explain(outcome));
      CHECK(outcome.result == DownloadResult::kClosed);
      CHECK_FALSE(outcome.evidence.detail.empty());
    }
    CHECK_FALSE(t.browser.is_connected());
    latch.release();
  });
}

TEST_CASE("D77 a page that closes does not end its download", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/slow>Export</a>"));
    Download downloads[] = {t.context.downloads().arm(t.page), t.context.downloads().arm(t.page)};
    for (Download& going : downloads) {
      Page* page = co_await t.context.new_page(soon());
      co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
      going = t.context.downloads().arm(*page, {}, expect_csv());
      co_await page->locator(Selector::parse("a")).click({}, soon());
      co_await going.begun(soon());
      co_await page->close(soon());
    }
    co_await downloads[0].cancel(soon());
    CHECK((co_await downloads[0].outcome(soon())).result == DownloadResult::kCancelled);
    latch.release();
    const DownloadOutcome outcome = co_await downloads[1].outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.completed());
    CHECK(outcome.evidence.bytes_received == 100'000);
  });
}

TEST_CASE("D80 closing the browser during a download ends by the deadline", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    Download going = co_await begin_stalled(t);
    co_await t.browser.close(soon());
    CHECK(t.browser.process()->has_exited());
    CHECK((co_await going.outcome(soon())).result == DownloadResult::kClosed);
    latch.release();
  });
}

TEST_CASE("D86 the clocks start when the trigger is done", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show(
        "<button disabled onclick=\"location = '/export'\">Export</button>"
        "<script>setTimeout(() => document.querySelector('button').disabled = false, 900)</script>");
    // The click itself takes longer than a download may take to begin.
    const DownloadOutcome late = co_await download(t, "button", {.begin_within = 600ms});
    INFO(explain(late));
    CHECK(late.completed());
  });
}

TEST_CASE("D87 time-outs for begin, idle and total are told apart", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    t.server.handle("GET", "/drip", [](HttpExchange& exchange) -> awaitable<void> {
      HttpResponse head = csv("orders.csv", "x");
      co_await exchange.begin_chunks(head);
      for (int i = 0; i < 50; ++i) {
        co_await exchange.pause_for(100ms);
        co_await exchange.send_chunk(std::string(100'000, 'x'));
      }
      co_await exchange.end_chunks();
    });
    co_await t.show("<a id=slow href=/slow>1</a><a id=drip href=/drip>2</a><button>3</button>");
    CHECK((co_await download(t, "button", {.begin_within = 300ms})).result == DownloadResult::kBeginTimeout);
    const DownloadOutcome idle = co_await download(t, "#slow", {.idle = 700ms});
    INFO(explain(idle));
    CHECK(idle.result == DownloadResult::kIdleTimeout);
    co_await until_holds(t.browser, t.context.downloads().quarantine(), Fill::kNothing);  // Chrome waits no longer either
    CHECK((co_await download(t, "#drip", {.idle = 5s, .total = 1500ms})).result == DownloadResult::kTotalTimeout);
    latch.release();
  });
}

}  // namespace
}  // namespace nightporter::engine
