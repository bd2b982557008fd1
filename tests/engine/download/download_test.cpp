#include "engine/download/download.h"

#include <signal.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "cdp/async/on_worker.h"
#include "engine/browser/frame.h"
#include "engine/download/file_naming.h"
#include "engine/download/publish.h"
#include "engine/download/tracker.h"
#include "engine/process/chrome_process.h"
#include "tests/backoffice/nasty_answers.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/download/csv_download.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::read_file;
using test::soon;

TEST_CASE("D04 D13 D36 D45 a clicked link gives its file, named by guid until it is published", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    t.server.handle("GET", "/plain", HttpResponse::text(kCsv));
    HttpResponse octets = HttpResponse::text(kCsv);
    octets.headers = {{"Content-Type", "application/octet-stream"}};
    t.server.handle("GET", "/octets", octets);
    co_await t.show("<a id=a href=/export>Export</a><a id=b href=/plain download='file.txt'>Plain</a><a id=c href=/octets>Octets</a>");
    const std::pair<const char*, const char*> links[] = {{"#a", "orders.csv"}, {"#b", "file.txt"}, {"#c", "octets"}};
    for (const auto& [link, name] : links) {
      const DownloadOutcome outcome = co_await download(t, link);
      INFO(explain(outcome));
      REQUIRE(outcome.completed());
      CHECK(outcome.evidence.suggested_name.starts_with(name));
      CHECK(outcome.evidence.file.filename() == outcome.evidence.guid);
      CHECK(outcome.evidence.file.parent_path() == t.context.downloads().quarantine());
      CHECK(read_file(outcome.evidence.file) == kCsv);
      CHECK(outcome.evidence.length_verified);
    }
  });
}

TEST_CASE("D01 going to an attachment is a download and leaves the page where it was", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    Download armed = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await test::failure_of<DownloadStarting>(t.page.go_to(t.server.url("/export"), WaitUntil::kLoad, soon()));
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.completed());
    CHECK(outcome.evidence.status == 200);
    CHECK(outcome.evidence.mime == "text/csv");
    CHECK(outcome.evidence.url == t.server.url("/export"));
    CHECK(t.page.url() == "about:blank");
  });
}

TEST_CASE("D17 D50 D51 D31 downloads of popups and iframes belong to the page", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("*", "/export", csv());
    t.server.handle("GET", "/inner", HttpResponse::html("<iframe srcdoc=\"<a id=deep href='/export' target=_self>x</a>\"></iframe>"));
    co_await t.show(
        "<a id=blank href=/export target=_blank>Export</a><form method=post action=/export target=_blank><button "
        "id=form>Export</button></form>"
        "<button id=frame onclick=\"const f = document.createElement('iframe'); f.style.display = 'none'; f.src = '/export'; "
        "document.body.append(f)\">E</button>"
        "<button id=gone onclick=\"const f = document.createElement('iframe'); f.src = '/export'; document.body.append(f); setTimeout(() "
        "=> f.remove(), 300)\">E</button>"
        "<button id=open onclick=\"window.open('/export')\">Open</button><iframe id=outer src=/inner></iframe>");
    for (const char* trigger : {"#blank", "#form", "#frame", "#gone", "#open"}) {
      const DownloadOutcome outcome = co_await download(t, trigger);
      INFO(trigger << " " << explain(outcome));
      REQUIRE(outcome.completed());
      CHECK(read_file(outcome.evidence.file) == kCsv);
    }
    Download armed = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.page.main_frame()
        .frame_locator(Selector::parse("#outer"))
        .frame_locator(Selector::parse("iframe"))
        .locator(Selector::parse("#deep"))
        .click({}, soon());
    CHECK((co_await armed.outcome(soon())).completed());
  });
}

TEST_CASE("D26 D61 D63 bytes arrive exactly, and only a proved length is called verified", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    std::string bytes;
    for (unsigned i = 0; i < (1U << 20); ++i) bytes += static_cast<char>((i * 2654435761U) >> 24);
    t.server.handle("GET", "/bin", HttpResponse::attachment("application/octet-stream", "b.bin", bytes));
    t.server.handle("GET", "/close",
                    [](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_until_close(exchange, csv()); });
    t.server.handle("GET", "/gzip",
                    [](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_gzipped(exchange, csv()); });
    co_await t.show("<a id=bin href=/bin>1</a><a id=close href=/close>2</a><a id=gzip href=/gzip>3</a>");
    const DownloadOutcome binary = co_await download(t, "#bin", {}, {});
    REQUIRE(binary.completed());
    CHECK(read_file(binary.evidence.file) == bytes);
    CHECK(binary.evidence.bytes_received == 1 << 20);
    CHECK(binary.evidence.length_verified);
    const DownloadOutcome close = co_await download(t, "#close");
    INFO(explain(close));
    REQUIRE(close.completed());
    CHECK_FALSE(close.evidence.length_verified);
    const DownloadOutcome gzip = co_await download(t, "#gzip");
    REQUIRE(gzip.completed());
    CHECK(read_file(gzip.evidence.file) == kCsv);
    CHECK(gzip.evidence.length_verified);
  });
}

TEST_CASE("D27 D28 a download is cancelled once, in Chrome too", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/slow", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
    });
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a id=slow href=/slow>1</a><a id=a href=/export>2</a>");
    Download armed = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.find("#slow").click({}, soon());
    while (!armed.has_begun()) co_await t.ask("new Promise(requestAnimationFrame)");
    co_await armed.cancel(soon());
    CHECK((co_await armed.outcome(soon())).result == DownloadResult::kCancelled);
    Download whole = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.find("#a").click({}, soon());
    CHECK((co_await whole.outcome(soon())).completed());
    co_await whole.cancel(soon());
    CHECK((co_await whole.outcome(soon())).completed());
    CHECK(std::filesystem::is_regular_file((co_await whole.outcome(soon())).evidence.file));
  });
}

TEST_CASE("D34 a PDF is downloaded and not shown", "[browsers]") {
  for (const WindowMode mode : {WindowMode::kHeadlessShell, WindowMode::kHeadless}) {
    in_chrome(LaunchOptions{.window_mode = mode}, [](ChromeTest& t) -> awaitable<void> {
      HttpResponse pdf = HttpResponse::text("%PDF-1.4\n%%EOF\n");
      pdf.headers = {{"Content-Type", "application/pdf"}};
      t.server.handle("GET", "/report.pdf", pdf);
      co_await t.show("<a href=/report.pdf>PDF</a>");
      const DownloadOutcome outcome = co_await download(t, "a", {}, {.kind = FileKind::kPdf});
      INFO(explain(outcome));
      CHECK(outcome.completed());
      CHECK(outcome.evidence.suggested_name == "report.pdf");
    });
  }
}

TEST_CASE("D47 D48 a blob that is revoked at once still comes whole", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button onclick=\"const a = document.createElement('a'); a.href = window.URL.createObjectURL(new Blob(['a,b\\n'.repeat(50000)]));"
        "a.download = 'blob.csv'; a.click(); window.URL.revokeObjectURL(a.href)\">Export</button>");
    const DownloadOutcome outcome = co_await download(t, "button");
    INFO(explain(outcome));
    REQUIRE(outcome.completed());
    CHECK(outcome.evidence.bytes_received == 200'000);
    CHECK(outcome.evidence.suggested_name == "blob.csv");
  });
}

TEST_CASE("D54 D55 D56 what the server refuses is an HTTP error", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/404", csv("orders.csv", "gone", 404));
    t.server.handle("GET", "/500", HttpResponse::html("<h1>Server Error</h1>", 500));
    t.server.handle("GET", "/204", csv("orders.csv", "", 204));
    co_await t.show(
        "<a id=nav href=/404>1</a><a id=page href=/500 target=_blank>2</a><a id=attr href=/404 download>3</a><a id=none href=/204>4</a>"
        "<button id=frame onclick=\"const f = document.createElement('iframe'); f.src = '/500'; document.body.append(f)\">5</button>");
    const std::pair<const char*, int> cases[] = {{"#page", 500}, {"#attr", 0}, {"#none", 204}, {"#frame", 500}, {"#nav", 404}};
    for (const auto& [trigger, status] : cases) {
      const DownloadOutcome outcome = co_await download(t, trigger, {.after_navigation = 300ms});
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kHttpError);
      CHECK(outcome.evidence.status == status);
    }
  });
}

TEST_CASE("D57 D58 an expired session is told from every other failure", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", HttpResponse::redirect("/login"));
    t.server.handle("GET", "/login", HttpResponse::html("<form><input type=password></form>"));
    t.server.handle("GET", "/masked", HttpResponse::attachment("text/csv", "orders.csv", "<html><form><input type=password></form>"));
    const std::string html =
        "<a id=nav href=/export>1</a><a id=attr href=/export download=orders.csv>2</a><a id=masked href=/masked>3</a>"
        "<a id=pop href=/export target=_blank>4</a>";
    for (const char* trigger : {"#attr", "#masked", "#pop", "#nav"}) {
      co_await t.show(html);
      // With limits that no test waits for, only what the site answered can end it.
      const DownloadOutcome outcome = co_await download(t, trigger, {.begin_within = 1h, .idle = 1h, .total = 1h, .after_navigation = 1h});
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kSessionExpired);
    }
  });
}

TEST_CASE("D59 D60 a body that breaks off is never a file", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/cut", [](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_cut_short(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000);
    });
    t.server.handle("GET", "/chunks", [](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_without_last_chunk(exchange, csv("orders.csv", std::string(5000, 'x')));
    });
    co_await t.show("<a id=cut href=/cut>1</a><a id=chunks href=/chunks>2</a><a id=attr href=/cut download>3</a>");
    for (const char* trigger : {"#cut", "#chunks", "#attr"}) {
      const DownloadOutcome outcome = co_await download(t, trigger);
      INFO(trigger << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kNetworkDropped);
      CHECK(outcome.evidence.file.empty());
    }
  });
}

TEST_CASE("D62 D92 an empty file and a file of another kind are refused", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/empty", csv("orders.csv", ""));
    t.server.handle("GET", "/html", csv("orders.csv", "<html><body>Something went wrong</body></html>"));
    t.server.handle("GET", "/json", csv("orders.csv", "{\"error\":\"no\"}"));
    co_await t.show("<a id=empty href=/empty>1</a><a id=html href=/html>2</a><a id=json href=/json>3</a>");
    CHECK((co_await download(t, "#empty")).result == DownloadResult::kEmptyFile);
    DownloadExpectation empty_allowed = expect_csv();
    empty_allowed.empty_file_allowed = true;
    CHECK((co_await download(t, "#empty", {}, empty_allowed)).completed());
    const DownloadOutcome html = co_await download(t, "#html");
    CHECK(html.result == DownloadResult::kWrongType);
    CHECK(html.evidence.detail == "expected csv, but it is an HTML page");
    CHECK(read_file(html.evidence.file).starts_with("<html>"));  // kept as evidence
    CHECK((co_await download(t, "#json")).result == DownloadResult::kWrongType);
  });
}

TEST_CASE("D65 D66 D68 D69 names from the server are made safe, and none is overwritten", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const test::TemporaryFolder folder;
    t.server.handle("GET", "/evil", csv("../../etc/pass wd.csv"));
    t.server.handle("GET", "/long", csv(std::string(400, 'n') + ".csv"));
    t.server.handle("GET", "/device", csv("CON.csv"));
    co_await t.show("<a id=evil href=/evil>1</a><a id=long href=/long>2</a><a id=device href=/device>3</a>");
    std::vector<std::string> names;
    for (const char* trigger : {"#evil", "#evil", "#long", "#device"}) {
      const DownloadOutcome outcome = co_await download(t, trigger);
      INFO(trigger << " " << explain(outcome));
      REQUIRE(outcome.completed());
      const auto file = outcome.evidence.file;
      const std::string name = safe_file_name(outcome.evidence.suggested_name);
      const auto target = folder / "out";
      // The second /evil has the same bytes as the first: it is the same file.
      const PublishedFile published = co_await on_worker([=] { return publish(file, target, name, NameTaken::kKeepBoth); });
      names.push_back(published.path.filename().string());
    }
    CHECK(names[0] == "_.._etc_pass wd.csv");
    CHECK(names[1] == names[0]);
    CHECK(names[2].size() == 255);
    CHECK(names[2].ends_with("n.csv"));
    CHECK(names[3] == "_CON.csv");
  });
}

TEST_CASE("D73 downloads of two contexts at once never mix", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
    t.server.handle("GET", "/export", [](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.respond(
          csv("orders.csv", "for " + exchange.request().headers.value("X-Store") + exchange.request().cookies.value("store") + "\n"));
    });
    const auto other = co_await t.browser.new_context({}, soon());
    Page* other_page = co_await other->new_page(soon());
    co_await t.page.go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    co_await other_page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    co_await t.ask("document.cookie = 'store=one'");
    co_await other_page->evaluate("document.cookie = 'store=two'", soon());
    Download first = t.context.downloads().arm(t.page, {}, expect_csv());
    Download second = other->downloads().arm(*other_page, {}, expect_csv());
    co_await other_page->locator(Selector::parse("a")).click({}, soon());
    co_await t.find("a").click({}, soon());
    CHECK(read_file((co_await first.outcome(soon())).evidence.file) == "for one\n");
    CHECK(read_file((co_await second.outcome(soon())).evidence.file) == "for two\n");
    co_await other->close(soon());
  });
}

TEST_CASE("D76 a quarantine that cannot be written is a disk error", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    const auto quarantine = t.context.downloads().quarantine();
    std::filesystem::remove_all(quarantine);
    const test::TemporaryFolder folder;
    std::filesystem::rename(folder.write("plain", "a file"), quarantine);
    const DownloadOutcome outcome = co_await download(t, "a");
    INFO(explain(outcome));
    CHECK(outcome.result == DownloadResult::kDiskError);
    std::filesystem::remove(quarantine);
  });
}

}  // namespace
}  // namespace nightporter::engine
