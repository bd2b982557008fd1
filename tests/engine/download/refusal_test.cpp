// What is no file: each reason has its type, and none of them needs a time-out.
#include <catch2/catch.hpp>

#include "tests/engine/download/csv_download.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::read_file;
using test::soon;

/// With limits that no test waits for, only what the site answers can end it.
DownloadLimits unlimited() {
  return {.begin_within = 1h, .idle = 1h, .total = 1h, .after_navigation = 1h};
}

/// Shows `html`, clicks `selector` and checks how it ends.
void check_ending(std::function<void(ChromeTest&)> serve, std::string html, std::string selector, DownloadLimits limits,
                  std::function<void(const ChromeTest&, const DownloadOutcome&)> check) {
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    serve(t);
    co_await t.show(html);
    const DownloadOutcome outcome = co_await download(t, selector, limits);
    INFO(explain(outcome));
    check(t, outcome);
  });
}

TEST_CASE("D53 a popup that closes before the headers came is told fast", "[browsers]") {
  const backoffice::Latch latch;
  check_ending(
      [&](ChromeTest& t) {
        t.server.handle("GET", "/never", [latch](HttpExchange& exchange) -> awaitable<void> {
          co_await latch.wait();
          co_await exchange.respond(csv());
        });
      },
      "<button onclick=\"const w = window.open('/never'); setTimeout(() => w.close(), 300)\">Export</button>", "button",
      {.begin_within = 1h, .after_navigation = 500ms},
      [&](const ChromeTest&, const DownloadOutcome& outcome) {
        CHECK(outcome.result == DownloadResult::kClosed);
        latch.release();
      });
}

TEST_CASE("D53 an iframe that is removed before the headers came is told fast", "[browsers]") {
  const backoffice::Latch latch;
  check_ending(
      [&](ChromeTest& t) {
        t.server.handle("GET", "/never", [latch](HttpExchange& exchange) -> awaitable<void> {
          co_await latch.wait();
          co_await exchange.respond(csv());
        });
      },
      "<button onclick=\"const f = document.createElement('iframe'); f.src = '/never'; document.body.append(f);"
      "setTimeout(() => f.remove(), 300)\">Export</button>",
      "button", {.begin_within = 1h, .after_navigation = 500ms},
      [&](const ChromeTest&, const DownloadOutcome& outcome) {
        CHECK(outcome.result == DownloadResult::kClosed);
        latch.release();
      });
}

TEST_CASE("D54 what the server refuses by navigation is an HTTP error with its status", "[browsers][pipe]") {
  const std::pair<const char*, int> cases[] = {{"#page", 500}, {"#frame", 500}, {"#nav", 404}};
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/404", csv("orders.csv", "gone", 404));
    t.server.handle("GET", "/500", HttpResponse::html("<h1>Server Error</h1>", 500));
    co_await t.show(
        "<a id=nav href=/404>1</a><a id=page href=/500 target=_blank>2</a>"
        "<button id=frame onclick=\"const f = document.createElement('iframe'); f.src = '/500'; document.body.append(f)\">3</button>");
    for (const auto& [trigger, status] : cases) {
      const DownloadOutcome outcome = co_await download(t, trigger, {.after_navigation = 300ms});
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kHttpError);
      CHECK(outcome.evidence.status == status);
    }
  });
}

TEST_CASE("D55 what the server refuses to a download attribute is an HTTP error", "[browsers]") {
  check_ending([](ChromeTest& t) { t.server.handle("GET", "/404", csv("orders.csv", "gone", 404)); }, "<a href=/404 download>Export</a>",
               "a", unlimited(),
               [](const ChromeTest&, const DownloadOutcome& outcome) {
                 CHECK(outcome.result == DownloadResult::kHttpError);
                 CHECK(outcome.evidence.status == 0);  // Chrome tells none for such a download
               });
}

TEST_CASE("D56 an answer without content is an HTTP error", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/204", csv("orders.csv", "", 204));
    co_await t.show("<a id=nav href=/204>1</a><a id=attr href=/204 download>2</a>");
    const DownloadOutcome nav = co_await download(t, "#nav", {.begin_within = 1h, .after_navigation = 300ms});
    INFO(explain(nav));
    CHECK(nav.result == DownloadResult::kHttpError);
    CHECK(nav.evidence.status == 204);
    const DownloadOutcome attr = co_await download(t, "#attr", unlimited());
    INFO(explain(attr));
    CHECK(attr.result == DownloadResult::kHttpError);
  });
}

TEST_CASE("D57 an export that redirects to the login page is a session expiry", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", HttpResponse::redirect("/login"));
    t.server.handle("GET", "/login", HttpResponse::html("<form><input type=password></form>"));
    for (const char* trigger : {"#pop", "#nav"}) {
      co_await t.show("<a id=nav href=/export>1</a><a id=pop href=/export target=_blank>2</a>");
      const DownloadOutcome outcome = co_await download(t, trigger, unlimited());
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kSessionExpired);
      CHECK(outcome.evidence.url == t.server.url("/login"));
    }
  });
}

TEST_CASE("D58 a login page that arrives as report.csv is a session expiry", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", HttpResponse::redirect("/login"));
    t.server.handle("GET", "/login", HttpResponse::html("<form><input type=password></form>"));
    t.server.handle("GET", "/masked", HttpResponse::attachment("text/csv", "orders.csv", "<html><form><input type=password></form>"));
    co_await t.show("<a id=attr href=/export download=orders.csv>1</a><a id=masked href=/masked>2</a>");
    for (const char* trigger : {"#attr", "#masked"}) {
      const DownloadOutcome outcome = co_await download(t, trigger, unlimited());
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kSessionExpired);
      CHECK_THROWS_AS(outcome.file(), Error);
    }
  });
}

TEST_CASE("D59 a body that ends before its Content-Length is a dropped network", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/cut", [](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_cut_short(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000);
    });
    co_await t.show("<a id=nav href=/cut>1</a><a id=attr href=/cut download>2</a>");
    for (const char* trigger : {"#nav", "#attr"}) {
      const DownloadOutcome outcome = co_await download(t, trigger, unlimited());
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kNetworkDropped);
      CHECK(outcome.evidence.file.empty());
    }
  });
}

TEST_CASE("D60 a chunked body without its last chunk is a dropped network", "[browsers]") {
  check_ending(
      [](ChromeTest& t) {
        t.server.handle("GET", "/chunks", [](HttpExchange& exchange) -> awaitable<void> {
          co_await backoffice::answer_without_last_chunk(exchange, csv("orders.csv", std::string(5000, 'x')));
        });
      },
      "<a href=/chunks>Export</a>", "a", unlimited(),
      [](const ChromeTest&, const DownloadOutcome& outcome) {
        CHECK(outcome.result == DownloadResult::kNetworkDropped);
        CHECK(outcome.evidence.file.empty());
      });
}

TEST_CASE("a gzipped body that is cut short is a dropped network", "[browsers]") {
  check_ending(
      [](ChromeTest& t) {
        std::string body;
        for (unsigned i = 0; i < 20'000; ++i) body += std::to_string(i * 2654435761U) + "\n";
        HttpResponse packed = csv("orders.csv", backoffice::gzip(body));
        packed.header("Content-Encoding", "gzip");
        t.server.handle("GET", "/cut", [packed](HttpExchange& exchange) -> awaitable<void> {
          co_await backoffice::answer_cut_short(exchange, packed, 5000);
        });
      },
      "<a href=/cut>Export</a>", "a", unlimited(),
      [](const ChromeTest&, const DownloadOutcome& outcome) { CHECK(outcome.result == DownloadResult::kNetworkDropped); });
}

TEST_CASE("D62 an empty attachment is an empty file unless that is allowed", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/empty", csv("orders.csv", ""));
    co_await t.show("<a href=/empty>Export</a>");
    CHECK((co_await download(t, "a")).result == DownloadResult::kEmptyFile);
    DownloadExpectation empty_allowed = expect_csv();
    empty_allowed.empty_file_allowed = true;
    CHECK(read_file((co_await download(t, "a", {}, empty_allowed)).file()).empty());
  });
}

TEST_CASE("D81 a foreign download attribute that only navigates is told with the address", "[browsers]") {
  check_ending([](ChromeTest& t) { t.server.handle("GET", "/other", HttpResponse::html("<h1>Something else</h1>")); },
               "<a download>Other</a><script>document.querySelector('a').href = 'http://localhost:' + location.port + '/other'</script>",
               "a", {.begin_within = 1h, .after_navigation = 500ms},
               [](const ChromeTest& t, const DownloadOutcome& outcome) {
                 CHECK(outcome.result == DownloadResult::kNavigatedInstead);
                 CHECK(outcome.evidence.page_url == t.server.localhost_url("/other"));
               });
}

TEST_CASE("D92 a file is judged by its first bytes, and kept as evidence", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/html", csv("orders.csv", "<html><body>Something went wrong</body></html>"));
    t.server.handle("GET", "/json", csv("orders.csv", "{\"error\":\"no\"}"));
    t.server.handle("GET", "/xlsx", HttpResponse::attachment("application/vnd.ms-excel", "orders.csv", "PK\x03\x04 and so on"));
    t.server.handle("GET", "/pdf", csv("orders.csv", "%PDF-1.4\n"));
    t.server.handle("GET", "/xls", csv("orders.csv", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    co_await t.show(
        "<a id=html href=/html>1</a><a id=json href=/json>2</a><a id=xlsx href=/xlsx>3</a><a id=pdf href=/pdf>4</a>"
        "<a id=xls href=/xls>5</a>");
    const std::pair<const char*, const char*> cases[] = {{"#html", "an HTML page"},
                                                         {"#json", "a JSON document"},
                                                         {"#xlsx", "a zip archive"},
                                                         {"#pdf", "a PDF document"},
                                                         {"#xls", "an Office 97-2003 file (BIFF .xls)"}};
    for (const auto& [trigger, what] : cases) {
      const DownloadOutcome outcome = co_await download(t, trigger);
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kWrongType);
      CHECK(outcome.evidence.detail == "expected csv, but it is " + std::string(what));
      CHECK_FALSE(read_file(outcome.evidence.file).empty());
    }
    CHECK((co_await download(t, "#xlsx", {}, {.kind = FileKind::kXlsx})).completed());
  });
}

TEST_CASE("D03 a context that refuses downloads still tells of them, without a file, and names its setting", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv("file.txt"));
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
    const auto refusing = co_await t.browser.new_context({.downloads = Downloads::kRefuse}, soon());
    Page* page = co_await refusing->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    Download armed = refusing->downloads().arm(*page, unlimited(), expect_csv());
    co_await page->locator(Selector::parse("a")).click({}, soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.result == DownloadResult::kRefused);
    CHECK(outcome.evidence.suggested_name == "file.txt");
    CHECK(outcome.evidence.url == t.server.url("/export"));
    CHECK(outcome.evidence.page_id == page->id());
    CHECK_THROWS_WITH(outcome.file(), Catch::Contains("Downloads::kRefuse"));
    CHECK(std::filesystem::is_empty(refusing->downloads().quarantine()));
    co_await refusing->close(soon());
  });
}

}  // namespace
}  // namespace nightporter::engine
