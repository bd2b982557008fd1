// What back offices do that no list of behaviours names.
#include <catch2/catch.hpp>

#include "engine/browser/dialogs.h"
#include "engine/download/file_naming.h"
#include "engine/download/response_head.h"
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

/// Limits that no test waits for: only what the site does can end it.
DownloadLimits no_clock() {
  return {.begin_within = 1h, .idle = 1h, .total = 1h, .after_navigation = 1h};
}

/// Serves /export and shows `html`; a click on #go must give the CSV.
void check_export(std::string html, std::function<void(ChromeTest&)> serve = {},
                  std::function<void(const ChromeTest&, const DownloadEvidence&)> check = {}) {
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("*", "/export", csv());
    if (serve) serve(t);
    co_await t.show(html);
    const DownloadOutcome outcome = co_await download(t, "#go");
    INFO(explain(outcome));
    REQUIRE(outcome.completed());
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK(outcome.evidence.page_id == t.page.id());
    if (check) check(t, outcome.evidence);
  });
}

/// Shows a link #go to /export, which answers with these bytes; tells how a click ends.
void check_raw_answer(std::string bytes, std::function<void(const DownloadOutcome&)> check) {
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", [bytes](HttpExchange& exchange) -> awaitable<void> { co_await exchange.send_raw(bytes); });
    for (const char* link : {"<a id=go href=/export>Export</a>", "<a id=go href=/export download>Export</a>"}) {
      co_await t.show(link);
      const DownloadOutcome outcome = co_await download(t, "#go", no_clock());
      INFO(link << " " << explain(outcome));
      check(outcome);
    }
  });
}

TEST_CASE("an export that is redirected over several origins is that of the last one", "[browsers]") {
  check_export(
      "<a id=go href=/first>Export</a>",
      [](ChromeTest& t) {
        t.server.handle("GET", "/first", HttpResponse::redirect(t.server.localhost_url("/second")));
        t.server.handle("GET", "/second", HttpResponse::redirect("/third", 307));
        t.server.handle("GET", "/third", HttpResponse::redirect(t.server.url("/export"), 303));
      },
      [](const ChromeTest& t, const DownloadEvidence& evidence) {
        CHECK(evidence.url == t.server.url("/export"));
        CHECK(evidence.length_verified);
      });
}

TEST_CASE("redirects that never end are told at once", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", HttpResponse::redirect("/export"));
    co_await t.show("<a id=go href=/export>Export</a>");
    const DownloadOutcome outcome = co_await download(t, "#go", no_clock());
    INFO(explain(outcome));
    CHECK(outcome.result == DownloadResult::kNetworkDropped);
    CHECK_THAT(outcome.evidence.detail, Catch::Contains("ERR_TOO_MANY_REDIRECTS"));
  });
}

TEST_CASE("a server that refuses the connection is told at once", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    std::string nowhere;
    {
      const backoffice::HttpServer gone;
      nowhere = gone.url("/export");
    }
    for (const char* attribute : {"", " target=_blank"}) {
      co_await t.show("<a id=go href='" + nowhere + "'" + attribute + ">Export</a>");
      const DownloadOutcome outcome = co_await download(t, "#go", no_clock());
      INFO(attribute << " " << explain(outcome));
      CHECK(outcome.result == DownloadResult::kNetworkDropped);
      CHECK_THAT(outcome.evidence.detail, Catch::Contains("ERR_CONNECTION_REFUSED"));
    }
  });
}

// Of a download attribute Chrome tells neither status nor headers, so there only a capture helps.
TEST_CASE("a part of a file that nobody asked for by parts is no file", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const auto answer_part = [](std::string range) {
      return [range](HttpExchange& exchange) -> awaitable<void> {
        co_await exchange.send_raw(
            "HTTP/1.1 206 Partial Content\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=orders.csv\r\n"
            "Content-Range: bytes " +
            range + "\r\nContent-Length: 9\r\nConnection: close\r\n\r\nOrder No,");
      };
    };
    t.server.handle("GET", "/part", answer_part("0-8/1000"));
    t.server.handle("GET", "/all", answer_part("0-8/9"));
    co_await t.show("<a id=part href=/part>1</a><a id=all href=/all>2</a>");
    const DownloadOutcome part = co_await download(t, "#part", no_clock());
    INFO(explain(part));
    CHECK(part.result == DownloadResult::kNetworkDropped);
    CHECK_THAT(part.evidence.detail, Catch::Contains("only 9 of 1000 bytes"));
    CHECK((co_await download(t, "#all", no_clock())).completed());
    Download captured = co_await t.context.downloads().arm_capture(t.page, UrlPattern::containing("/part"), no_clock(), expect_csv());
    co_await t.find("#part").click({}, soon());
    CHECK((co_await captured.outcome(soon())).result == DownloadResult::kNetworkDropped);
  });
}

TEST_CASE("an export that wants another password is an HTTP error and does not hang", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    HttpResponse denied = HttpResponse::text("Sign in", 401);
    denied.header("WWW-Authenticate", "Basic realm=\"shop\"");
    t.server.handle("GET", "/export", denied);
    co_await t.show("<a id=go href=/export>Export</a>");
    const DownloadOutcome outcome = co_await download(t, "#go", no_clock());
    INFO(explain(outcome));
    CHECK(outcome.result == DownloadResult::kHttpError);
    CHECK(outcome.evidence.status == 401);
  });
}

TEST_CASE("an answer whose headers contradict themselves is no file, and is told at once", "[browsers]") {
  check_raw_answer(
      "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n"
      "Content-Disposition: attachment; filename=b.csv\r\nContent-Length: 3\r\nConnection: close\r\n\r\na,b",
      [](const DownloadOutcome& outcome) { CHECK_FALSE(outcome.completed()); });
}

TEST_CASE("a page that asks before it is left gives its export all the same, and stays", "[browsers]") {
  check_export(
      "<input id=i><a id=go href=/export>Export</a><script>addEventListener('beforeunload', event => { event.preventDefault();"
      "event.returnValue = 'x' })</script>",
      {}, [](const ChromeTest& t, const DownloadEvidence&) { CHECK(t.page.url() == t.server.url("/")); });
}

TEST_CASE("a page that leads to the file by a refresh gives it", "[browsers]") {
  check_export("<a id=go href=/ready>Export</a>", [](ChromeTest& t) {
    t.server.handle("GET", "/ready", HttpResponse::html("<meta http-equiv=refresh content='0; url=/export'><p>Your download begins"));
  });
}

TEST_CASE("an export that is posted and answered with the file's address is caught", "[browsers]") {
  check_export("<button id=go onclick=\"fetch('/make', {method: 'POST'}).then(r => r.json()).then(j => location = j.url)\">Export</button>",
               [](ChromeTest& t) {
                 t.server.handle("POST", "/make", [](HttpExchange& exchange) -> awaitable<void> {
                   co_await exchange.pause_for(300ms);
                   co_await exchange.respond(HttpResponse::json("{\"url\":\"/export\"}"));
                 });
               });
}

TEST_CASE("a form that is posted into a hidden frame gives its file", "[browsers]") {
  check_export("<iframe name=sink hidden></iframe><form method=post action=/export target=sink><button id=go>Export</button></form>");
}

TEST_CASE("a frame that may not be shown still gives its file", "[browsers]") {
  check_export(
      "<button id=go onclick=\"const f = document.createElement('iframe'); f.src = '/framed'; document.body.append(f)\">Export</button>",
      [](ChromeTest& t) {
        HttpResponse answer = csv();
        answer.header("X-Frame-Options", "DENY");
        answer.header("Content-Security-Policy", "frame-ancestors 'none'");
        t.server.handle("GET", "/framed", answer);
      });
}

TEST_CASE("a window that starts its download and closes itself loses nothing", "[browsers]") {
  check_export("<button id=go onclick=\"window.open('/starter')\">Export</button>", [](ChromeTest& t) {
    t.server.handle("GET", "/starter",
                    HttpResponse::html("<a href=/slow download>x</a><script>document.querySelector('a').click(); setTimeout(close, 400)"
                                       "</script>"));
    t.server.handle("GET", "/slow", [](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.begin_chunks(csv("orders.csv", "Order No,"));
      co_await exchange.pause_for(1200ms);
      co_await exchange.send_chunk("Net\n1,10.50\n");
      co_await exchange.end_chunks();
    });
  });
}

TEST_CASE("a double click that sets off two downloads gives each wait one of them, whole", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", [](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.pause_for(150ms);
      co_await exchange.respond(csv());
    });
    co_await t.show(
        "<button id=go onclick=\"const a = document.createElement('a'); a.href = '/export'; a.download = ''; a.click()\">Export</button>");
    Download first = t.context.downloads().arm(t.page, no_clock(), expect_csv());
    Download second = t.context.downloads().arm(t.page, no_clock(), expect_csv());
    co_await t.find("#go").double_click({}, soon());
    const DownloadOutcome one = co_await first.outcome(soon());
    const DownloadOutcome other = co_await second.outcome(soon());
    INFO(explain(one) << "\n" << explain(other));
    CHECK(one.evidence.guid != other.evidence.guid);
    CHECK(read_file(one.file()) == kCsv);
    CHECK(read_file(other.file()) == kCsv);
  });
}

TEST_CASE("a blob of more than a hundred megabytes comes whole", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button id=go onclick=\"const part = new Uint8Array(1e6).fill(97); const a = document.createElement('a'); a.download = 'b.csv';"
        "a.href = window.URL.createObjectURL(new Blob(Array(120).fill(part))); a.click(); "
        "window.URL.revokeObjectURL(a.href)\">Export</button>");
    const DownloadOutcome outcome = co_await download(t, "#go", no_clock(), {});
    INFO(explain(outcome));
    REQUIRE(outcome.completed());
    CHECK(outcome.evidence.bytes_received == 120'000'000);
    CHECK(std::filesystem::file_size(outcome.file()) == 120'000'000);
  });
}

TEST_CASE("a name cannot pretend to be another by letters that turn the text around or are not seen") {
  const std::string turn = "\xE2\x80\xAE";  // U+202E: from here on right to left
  CHECK(safe_file_name("orders" + turn + "vsc.exe") == "orders_vsc.exe");
  CHECK(safe_file_name("a\xE2\x81\xA6"
                       "b\xE2\x80\x8F"
                       "c\xD8\x9C.csv") == "a_b_c_.csv");
  CHECK(safe_file_name("a\xE2\x80\x8B\xEF\xBB\xBF.csv") == "a__.csv");  // no width at all
  CHECK(safe_file_name("a\xC2\x85"
                       "b\xE2\x80\xA8"
                       "c.csv") == "a_b_c.csv");  // line ends
  // Needed in names of Hindi, Persian and families of emoji.
  CHECK(safe_file_name("\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D.csv") == "\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D.csv");
  CHECK(safe_file_name(name_of_answer("attachment; filename*=UTF-8''a%E2%80%AEvsc.exe", "")) == "a_vsc.exe");
}

TEST_CASE("a name in a captured answer loses its folders, of both kinds") {
  CHECK(safe_file_name(name_of_answer("attachment; filename=\"..\\\\..\\\\etc\\\\passwd.csv\"", "")) == "_.._etc_passwd.csv");
  CHECK(safe_file_name(name_of_answer("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "")) == "_.._etc_passwd");
  CHECK(safe_file_name(name_of_answer("", "http://a/x/..%2F..%2Fb.csv")) == "_.._b.csv");
}

}  // namespace
}  // namespace nightporter::engine
