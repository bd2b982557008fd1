// How downloads begin, and that each is told to the page that it belongs to.
#include <catch2/catch.hpp>

#include "cdp/protocol/fetch.h"
#include "cdp/session.h"
#include "engine/browser/frame.h"
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

constexpr const char* kPdf = "%PDF-1.4\n%%EOF\n";

/// Serves /export, shows `html`, clicks `selector`; the download must give the CSV.
void check_download(std::string html, std::string selector, std::function<void(const ChromeTest&, const DownloadEvidence&)> check = {}) {
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("*", "/export", csv());
    t.server.handle("GET", "/plain", plain("text/plain"));
    t.server.handle("GET", "/octets", plain("application/octet-stream"));
    co_await t.show(html);
    const DownloadOutcome outcome = co_await download(t, selector);
    INFO(explain(outcome));
    REQUIRE(outcome.completed());
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK(outcome.evidence.page_id == t.page.id());
    if (check) check(t, outcome.evidence);
  });
}

TEST_CASE("D01 going to an attachment is a download and leaves the page where it was", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    Download armed = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await test::failure_of<DownloadStarting>(t.page.go_to(t.server.url("/export"), WaitUntil::kLoad, soon()));
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK(outcome.evidence.status == 200);
    CHECK(outcome.evidence.mime == "text/csv");
    CHECK(outcome.evidence.url == t.server.url("/export"));
    CHECK(outcome.evidence.page_id == t.page.id());
    CHECK(t.page.url() == "about:blank");
  });
}

TEST_CASE("D04 a clicked link gives its file", "[browsers][pipe]") {
  check_download("<a href=/export>Export</a>", "a", [](const ChromeTest&, const DownloadEvidence& evidence) {
    CHECK(evidence.suggested_name == "orders.csv");
    CHECK(evidence.length_verified);
  });
}

TEST_CASE("D05 the address of a download attribute's file is that of what was fetched", "[browsers][pipe]") {
  check_download("<a href=/plain download=foo.zip>Export</a>", "a",
                 [](const ChromeTest& t, const DownloadEvidence& evidence) { CHECK(evidence.url == t.server.url("/plain")); });
}

TEST_CASE("D06 a download attribute names the file", "[browsers]") {
  check_download("<a href=/plain download=foo.zip>Export</a>", "a",
                 [](const ChromeTest&, const DownloadEvidence& evidence) { CHECK(evidence.suggested_name == "foo.zip"); });
}

TEST_CASE("D13 a download attribute makes a download of what would be shown", "[browsers]") {
  check_download("<a href=/plain download=file.txt>Export</a>", "a",
                 [](const ChromeTest&, const DownloadEvidence& evidence) { CHECK(evidence.suggested_name == "file.txt"); });
}

TEST_CASE("D14 D40 a download is told at the context as soon as it begins, with its page, its name and a way to its path", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    serve_stalled(t, latch);
    co_await t.show("<a href=/slow>Export</a>");
    Download any = t.context.downloads().arm(DownloadLimits{}, expect_csv());
    co_await t.find("a").click({}, soon());
    const auto begun = co_await any.begun(soon());
    REQUIRE(begun.has_value());
    CHECK(begun->page_id == t.page.id());
    CHECK(begun->suggested_name == "orders.csv");
    CHECK(begun->url == t.server.url("/slow"));
    latch.release();
    CHECK(read_file((co_await any.outcome(soon())).file()).size() == 100'000);
  });
}

TEST_CASE("D15 the path of a blob can be had as soon as it begins", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<a download=blob.csv>Export</a><script>document.querySelector('a').href = "
        "window.URL.createObjectURL(new Blob(['Order No,Net\\n1,10.50\\n']))</script>");
    Download any = t.context.downloads().arm(DownloadLimits{}, expect_csv());
    co_await t.find("a").click({}, soon());
    const auto begun = co_await any.begun(soon());
    REQUIRE(begun.has_value());
    CHECK(begun->url.starts_with("blob:"));
    CHECK(read_file((co_await any.outcome(soon())).file()) == kCsv);
  });
}

TEST_CASE("a page's own wait is served before that of the context, and each gets one download", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/a", csv("a.csv"));
    t.server.handle("GET", "/b", csv("b.csv"));
    co_await t.show("<a id=a href=/a>A</a><a id=b href=/b>B</a>");
    Download any = t.context.downloads().arm(DownloadLimits{}, expect_csv());
    CHECK((co_await download(t, "#a")).evidence.suggested_name == "a.csv");
    co_await t.find("#b").click({}, soon());
    CHECK((co_await any.outcome(soon())).evidence.suggested_name == "b.csv");
  });
}

TEST_CASE("D16 a click with Alt downloads a plain link", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/page", HttpResponse::html("<h1>Page</h1>"));
    co_await t.show("<a href=/page>Page</a>");
    Download armed = t.context.downloads().arm(t.page);
    co_await t.find("a").click({.modifiers = {.alt = true}}, soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == "<h1>Page</h1>");
  });
}

TEST_CASE("D17 a link for a new tab that turns into a download belongs to its page, and the tab vanishes", "[browsers][pipe]") {
  check_download("<a href=/export target=_blank>Export</a>", "a");
}

TEST_CASE("D31 a download that begins three iframes deep belongs to the page", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    t.server.handle("GET", "/1", HttpResponse::html("<iframe src='" + t.server.localhost_url("/2") + "'></iframe>"));
    t.server.handle("GET", "/2", HttpResponse::html("<iframe src=/3></iframe>"));
    t.server.handle("GET", "/3", HttpResponse::html("<a href=/export>Export</a>"));
    co_await t.show("<iframe src=/1></iframe>");
    const Selector iframe = Selector::parse("iframe");
    Download armed = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.page.main_frame()
        .frame_locator(iframe)
        .frame_locator(iframe)
        .frame_locator(iframe)
        .locator(Selector::parse("a"))
        .click({}, soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.completed());
  });
}

TEST_CASE("D32 a PDF with a download attribute comes under its name", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/empty.pdf", plain("application/pdf", kPdf));
    co_await t.show("<a href=/empty.pdf download>PDF</a>");
    const DownloadOutcome outcome = co_await download(t, "a", {}, {.kind = FileKind::kPdf});
    INFO(explain(outcome));
    CHECK(outcome.evidence.suggested_name == "empty.pdf");
    CHECK(read_file(outcome.file()) == kPdf);
  });
}

TEST_CASE("D34 a PDF is downloaded and not shown", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/report.pdf", plain("application/pdf", kPdf));
    co_await t.show("<a href=/report.pdf>PDF</a>");
    const DownloadOutcome outcome = co_await download(t, "a", {}, {.kind = FileKind::kPdf});
    INFO(explain(outcome));
    CHECK(outcome.completed());
    CHECK(outcome.evidence.suggested_name == "report.pdf");
  });
}

TEST_CASE("D36 an octet stream is a download", "[browsers]") {
  check_download("<a href=/octets>Export</a>", "a");
}

TEST_CASE("D47 a blob that the page made comes whole", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<a download=blob.csv>Export</a><script>document.querySelector('a').href = "
        "window.URL.createObjectURL(new Blob(['a,b\\n'.repeat(50000)]))</script>");
    const DownloadOutcome outcome = co_await download(t, "a");
    INFO(explain(outcome));
    CHECK(outcome.completed());
    CHECK(outcome.evidence.bytes_received == 200'000);
    CHECK(outcome.evidence.suggested_name == "blob.csv");
  });
}

TEST_CASE("D48 a blob that is revoked at once still comes whole", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button onclick=\"const a = document.createElement('a'); a.href = window.URL.createObjectURL(new Blob(['a,b\\n'.repeat(50000)]));"
        "a.download = 'blob.csv'; a.click(); window.URL.revokeObjectURL(a.href)\">Export</button>");
    const DownloadOutcome outcome = co_await download(t, "button");
    INFO(explain(outcome));
    CHECK(outcome.completed());
    CHECK(outcome.evidence.bytes_received == 200'000);
  });
}

TEST_CASE("a data: address with a download attribute comes whole", "[browsers]") {
  check_download("<a download=data.csv href='data:text/csv,Order%20No,Net%0A1,10.50%0A'>Export</a>", "a");
}

TEST_CASE("D50 a form that is posted to a new tab gives the file under the server's name", "[browsers]") {
  check_download("<form method=post action=/export target=_blank><button>Export</button></form>", "button",
                 [](const ChromeTest&, const DownloadEvidence& evidence) { CHECK(evidence.suggested_name == "orders.csv"); });
}

TEST_CASE("D51 a hidden iframe that leads to an export belongs to its page", "[browsers]") {
  check_download(
      "<button onclick=\"const f = document.createElement('iframe'); f.style.display = 'none'; f.src = '/export'; "
      "document.body.append(f)\">Export</button>",
      "button");
}

TEST_CASE("an iframe that is removed after its download has begun loses nothing", "[browsers]") {
  check_download(
      "<button onclick=\"const f = document.createElement('iframe'); f.src = '/export'; document.body.append(f);"
      "setTimeout(() => f.remove(), 300)\">Export</button>",
      "button");
}

TEST_CASE("a window that a script opens on an export belongs to the page", "[browsers]") {
  check_download("<button onclick=\"window.open('/export')\">Export</button>", "button");
}

TEST_CASE("a form that is posted to its own page gives the file", "[browsers]") {
  check_download("<form method=post action=/export><button>Export</button></form>", "button");
}

/// Continues every request of `session` untouched, and counts them.
cdp::Subscription continue_all(cdp::Session& session, int& seen) {
  return session.on<cdp::fetch::RequestPaused>([&session, &seen](const cdp::fetch::RequestPaused& paused) {
    ++seen;
    session.send_and_forget(cdp::fetch::ContinueRequest{.requestId = paused.requestId});
  });
}

TEST_CASE("D29 downloads work while requests of the page are intercepted", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    int seen = 0;
    const auto continuing = continue_all(t.page.session(), seen);
    co_await t.page.session().call(cdp::fetch::Enable{}, soon());
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    const DownloadOutcome outcome = co_await download(t, "a");
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK(seen >= 2);
  });
}

TEST_CASE("D30 downloads work while requests of all pages are intercepted, and name and address are right", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    int seen = 0;
    const auto continuing = continue_all(t.browser.root(), seen);
    co_await t.browser.root().call(cdp::fetch::Enable{}, soon());
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    const DownloadOutcome outcome = co_await download(t, "a");
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK(outcome.evidence.suggested_name == "orders.csv");
    CHECK(outcome.evidence.url == t.server.url("/export"));
    CHECK(seen >= 2);
  });
}

TEST_CASE("D33 an inline PDF becomes a download by a header that interception adds", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    cdp::Session& session = t.page.session();
    const auto adding = session.on<cdp::fetch::RequestPaused>([&session](const cdp::fetch::RequestPaused& paused) {
      std::vector<cdp::fetch::HeaderEntry> headers = paused.responseHeaders.value_or(std::vector<cdp::fetch::HeaderEntry>{});
      headers.push_back({"Content-Disposition", "attachment; filename=shown.txt"});
      session.send_and_forget(cdp::fetch::ContinueResponse{
          .requestId = paused.requestId, .responseCode = paused.responseStatusCode, .responseHeaders = std::move(headers)});
    });
    co_await t.show("<a href=/shown>Shown</a>");
    std::vector<cdp::fetch::RequestPattern> patterns{{.urlPattern = "*/shown", .requestStage = "Response"}};
    co_await session.call(cdp::fetch::Enable{.patterns = std::move(patterns)}, soon());
    t.server.handle("GET", "/shown", plain("application/pdf", kPdf));
    const DownloadOutcome outcome = co_await download(t, "a", {}, {.kind = FileKind::kPdf});
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == kPdf);
    CHECK(outcome.evidence.suggested_name == "shown.txt");
  });
}

TEST_CASE("D89 a file that a service worker makes is caught", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    HttpResponse worker = plain("text/javascript",
                                "oninstall = () => skipWaiting(); onactivate = event => event.waitUntil(clients.claim());"
                                "onfetch = event => { if (event.request.url.endsWith('/made')) event.respondWith(new Response("
                                "'Order No,Net\\n1,10.50\\n', {headers: {'Content-Type': 'text/csv', 'Content-Disposition': "
                                "'attachment; filename=made.csv'}})) }");
    t.server.handle("GET", "/worker.js", worker);
    co_await t.show("<a href=/made>Export</a>");
    co_await t.ask(
        "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => "
        "navigator.serviceWorker.controller || new Promise(done => navigator.serviceWorker.oncontrollerchange = done)).then(() => 1)");
    const DownloadOutcome outcome = co_await download(t, "a");
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK(outcome.evidence.suggested_name == "made.csv");
  });
}

}  // namespace
}  // namespace nightporter::engine
