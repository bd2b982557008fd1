// Answers that are taken before Chrome does anything with them.
#include <catch2/catch.hpp>

#include "engine/download/publish.h"
#include "engine/download/response_head.h"
#include "engine/process/chrome_process.h"
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

awaitable<DownloadOutcome> capture(ChromeTest& t, std::string selector, std::string url, DownloadExpectation expectation = {}) {
  Download armed = co_await t.context.downloads().arm_capture(t.page, UrlPattern::containing(url), {}, expectation);
  co_await t.find(selector).click({}, soon());
  co_return co_await armed.outcome(soon());
}

TEST_CASE("the name of an answer is that of its header, or of its address") {
  CHECK(name_of_answer("attachment; filename=orders.csv", "http://a/export") == "orders.csv");
  CHECK(name_of_answer("attachment; filename=\"a \\\"b\\\";c.csv\"; x=1", "http://a/export") == "a \"b\";c.csv");
  CHECK(name_of_answer("attachment; filename=plain.csv; filename*=UTF-8''Verk%C3%A4ufe.csv", "") == "Verk\xC3\xA4ufe.csv");
  CHECK(name_of_answer("attachment; filename*=utf-8'en'Verk%c3%a4ufe.csv; filename=plain.csv", "") == "Verk\xC3\xA4ufe.csv");
  CHECK(name_of_answer("ATTACHMENT; FileName=orders.csv; size=12", "http://a/export") == "orders.csv");
  CHECK(name_of_answer("attachment; filename*=orders.csv; filename=plain.csv", "") == "plain.csv");  // not in the form that it must have
  CHECK(name_of_answer("inline", "https://shop.example/reports/november%202025.json?x=1") == "november 2025.json");
  CHECK(name_of_answer("", "https://shop.example") == "");
}

TEST_CASE("D83 what Chrome would show is taken as a file, and the page stays where it is", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/text", plain("text/plain", "Order No,Net\n1,10.50\n"));
    t.server.handle("GET", "/json", plain("application/json", "{\"a\":1}"));
    t.server.handle("GET", "/picture", plain("image/png", "\x89PNG\r\n\x1a\n"));
    co_await t.show("<a id=text href=/text>1</a><a id=json href=/json>2</a><a id=picture href=/picture target=_blank>3</a>");
    const DownloadOutcome text = co_await capture(t, "#text", "/text", expect_csv());
    INFO(explain(text));
    CHECK(read_file(text.file()) == kCsv);
    CHECK(text.evidence.status == 200);
    CHECK(text.evidence.suggested_name == "text");
    CHECK(text.evidence.length_verified);
    CHECK(t.page.url() == t.server.url("/"));
    CHECK(read_file((co_await capture(t, "#json", "/json", {.kind = FileKind::kJson})).file()) == "{\"a\":1}");
    const DownloadOutcome picture = co_await capture(t, "#picture", "/picture");
    INFO(explain(picture));
    CHECK(read_file(picture.file()).substr(1, 3) == "PNG");
  });
}

TEST_CASE("what Chrome would save is taken instead, and no other wait is given it", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    t.server.handle("GET", "/next", csv("next.csv"));
    co_await t.show("<a id=nav href=/export>1</a><a id=attr href=/export download>2</a><a id=next href=/next>3</a>");
    for (const char* link : {"#nav", "#attr"}) {
      Download unwanted = t.context.downloads().arm(t.page, {.begin_within = 500ms});
      const DownloadOutcome outcome = co_await capture(t, link, "/export", expect_csv());
      INFO(link << " " << explain(outcome));
      CHECK(read_file(outcome.file()) == kCsv);
      CHECK(outcome.evidence.suggested_name == "orders.csv");
      CHECK((co_await unwanted.outcome(soon())).result == DownloadResult::kBeginTimeout);
    }
    CHECK((co_await download(t, "#next")).evidence.suggested_name == "next.csv");
  });
}

TEST_CASE("an error's body is kept as evidence, and a body that breaks off is a dropped network", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/500", plain("application/json", "{\"error\":\"too many days\"}"));
    t.server.handle("GET", "/500", HttpResponse::json("{\"error\":\"too many days\"}", 500));
    t.server.handle("GET", "/cut", [](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_cut_short(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000);
    });
    t.server.handle("GET", "/unended",
                    [](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_without_last_chunk(exchange, csv()); });
    co_await t.show("<a id=error href=/500>1</a><a id=cut href=/cut>2</a><a id=unended href=/unended>3</a>");
    const DownloadOutcome error = co_await capture(t, "#error", "/500");
    INFO(explain(error));
    CHECK(error.result == DownloadResult::kHttpError);
    CHECK(error.evidence.status == 500);
    CHECK(read_file(error.evidence.file) == "{\"error\":\"too many days\"}");
    const DownloadOutcome cut = co_await capture(t, "#cut", "/cut");
    INFO(explain(cut));
    CHECK(cut.result == DownloadResult::kNetworkDropped);
    // Nobody said how long it would be, and of what it hands over Chrome does not tell that it broke off.
    const DownloadOutcome unended = co_await capture(t, "#unended", "/unended");
    INFO(explain(unended));
    CHECK_FALSE(unended.evidence.length_verified);
  });
}

TEST_CASE("a captured answer that came packed is unpacked, and its length is not called verified", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/packed",
                    [](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_gzipped(exchange, csv()); });
    co_await t.show("<a href=/packed>Export</a>");
    const DownloadOutcome outcome = co_await capture(t, "a", "/packed", expect_csv());
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK_FALSE(outcome.evidence.length_verified);
  });
}

TEST_CASE("two answers that are waited for at one time are captured each by its own wait", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/a", plain("text/plain", "a"));
    t.server.handle("GET", "/b", plain("text/plain", "b"));
    co_await t.show("<a id=a href=/a>1</a><a id=b href=/b>2</a>");
    auto a = std::make_unique<Download>(co_await t.context.downloads().arm_capture(t.page, UrlPattern::containing("/a")));
    Download b = co_await t.context.downloads().arm_capture(t.page, UrlPattern::containing("/b"));
    co_await t.find("#a").click({}, soon());
    CHECK(read_file((co_await a->outcome(soon())).file()) == "a");
    a.reset();
    co_await t.find("#b").click({}, soon());
    CHECK(read_file((co_await b.outcome(soon())).file()) == "b");
    CHECK(t.page.url() == t.server.url("/"));
  });
}

TEST_CASE("a captured body whose page goes before its end is no file", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/slow", [latch](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.begin_chunks(csv());
      co_await latch.wait();
    });
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/slow>Export</a>"));
    Page* page = co_await t.context.new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    Download armed = co_await t.context.downloads().arm_capture(*page, UrlPattern::containing("/slow"));
    co_await page->locator(Selector::parse("a")).click({}, soon());
    co_await armed.begun(soon());
    co_await page->close(soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK_FALSE(outcome.completed());
    latch.release();
  });
}

TEST_CASE("an answer that only leads on is not taken for the file", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", HttpResponse::redirect("/export/orders.json"));
    t.server.handle("GET", "/export/orders.json", plain("application/json", "{\"a\":1}"));
    co_await t.show("<a href=/export>Export</a>");
    const DownloadOutcome outcome = co_await capture(t, "a", "/export", {.kind = FileKind::kJson});
    INFO(explain(outcome));
    CHECK(read_file(outcome.file()) == "{\"a\":1}");
    CHECK(outcome.evidence.suggested_name == "orders.json");
  });
}

TEST_CASE("D41 from a browser that we only speak to, the file comes over the wire", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome(LaunchOptions{.transport = TransportKind::kWebSocket}, [&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
    const auto remote = co_await Browser::connect(t.browser.process()->web_socket_url(), {}, soon());
    const auto context = co_await remote->new_context({}, soon());
    Page* page = co_await context->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    {
      Download armed = co_await context->downloads().arm_capture(*page, UrlPattern::containing("/export"), {}, expect_csv());
      co_await page->locator(Selector::parse("a")).click({}, soon());
      const DownloadOutcome outcome = co_await armed.outcome(soon());
      INFO(explain(outcome));
      const PublishedFile published = publish(outcome.file(), folder / "some/nested/place", "orders.csv", NameTaken::kKeepBoth);
      CHECK(read_file(published.path) == kCsv);
    }
    co_await context->close(soon());
    co_await remote->close(soon());
  });
}

}  // namespace
}  // namespace nightporter::engine
