#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <catch2/catch.hpp>

#include "cdp/async/on_worker.h"
#include "cdp/async/signal.h"
#include "engine/browser/browser_context.h"
#include "engine/evidence/evidence_ring.h"
#include "engine/state/storage_state.h"
#include "stages/http/http_sender.h"
#include "tests/backoffice/nasty_answers.h"
#include "tests/sites/run/site_session.h"
#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpRequest;
using backoffice::HttpResponse;
using backoffice::HttpServer;
using sites::ReportFiles;
using sites::test::error_of;
using sites::test::SiteSession;
using sites::test::SiteSetting;
using namespace std::chrono_literals;
namespace asio = boost::asio;

const char* kCsv = "no,amount\n1,2\n";
const char* kExport = "- fetch: { get: https://shop.example/api/export, via: http, save_as: csv }";

awaitable<ReportFiles> run(SiteSession& s) {
  co_return co_await s.site.run_report(model::ReportName("orders"), sites::test::period("2025-11-10", "2025-11-12"), s.deadline);
}

void with_native(const std::string& steps, std::function<awaitable<void>(SiteSession&)> body) {
  sites::test::with_steps(steps, std::move(body), SiteSetting{.http = http_sender()});
}

std::string after_page(const std::string& steps) {
  return "- goto: https://shop.example/page\n" + steps;
}

HttpResponse page(const std::string& body = "") {
  return HttpResponse::html("<!doctype html><title>Page</title><nav id=menu></nav>" + body);
}

HttpResponse csv() {
  return HttpResponse::attachment("text/csv", "x.csv", kCsv);
}

TEST_CASE("a request of the program's own carries what the browser's would, and its cookies come back into the browser", "[browsers]") {
  const char* steps = R"~(- fetch:
    get: 'https://shop.example/api/export?from={{ from | yyyy-MM-dd }}&name=North Shop'
    via: http
    headers: { X-Meta: '{{ page.meta.csrf }}', X-Cookie: '{{ page.cookie.XSRF }}' }
    save_as: csv
- goto: https://shop.example/after)~";
  with_native(after_page(steps), [](SiteSession& s) -> awaitable<void> {
    HttpServer& server = s.browser.server;
    server.handle("GET", "/page",
                  page("<meta name=csrf content=m1>")
                      .set_cookie("sid", "old-session")
                      .set_cookie("XSRF", "x1", "Path=/")
                      .set_cookie("narrow", "1", "Path=/api")
                      .set_cookie("other", "1", "Path=/other"));
    server.handle("GET", "/api/export", csv().set_cookie("sid", "new-session").set_cookie("foreign", "1", "Domain=other.test"));
    server.handle("GET", "/after", page());
    const ReportFiles files = co_await run(s);
    REQUIRE(files.files.size() == 1);
    CHECK(nightporter::test::read_file(files.files[0].file) == kCsv);
    CHECK((files.files[0].status == 200 && files.files[0].length_verified && files.files[0].size_bytes == 14));
    CHECK((std::filesystem::status(files.files[0].file).permissions() & std::filesystem::perms(0077)) == std::filesystem::perms::none);

    const HttpRequest opened = server.wait_for_request("GET", "/page");
    const HttpRequest request = server.wait_for_request("GET", "/api/export");
    CHECK((request.query.value("from") == "2025-11-10" && request.query.value("name") == "North Shop"));
    CHECK((request.headers.value("X-Meta") == "m1" && request.headers.value("X-Cookie") == "x1"));
    CHECK(request.headers.value("Cookie") == "narrow=1; XSRF=x1; sid=old-session");
    CHECK(request.headers.value("User-Agent") == opened.headers.value("User-Agent"));
    CHECK(request.headers.value("Accept-Language") == opened.headers.value("Accept-Language"));
    CHECK(request.headers.value("Referer") == server.url("/page"));
    CHECK_FALSE(request.headers.contains("Sec-Fetch-Mode"));  // no browser's own

    const HttpRequest after = server.wait_for_request("GET", "/after");
    CHECK(after.cookies.value("sid") == "new-session");
    CHECK_FALSE(after.cookies.contains("foreign"));
    const auto& seen = s.browser.context->evidence().requests();
    CHECK(
        std::ranges::any_of(seen, [](const auto& line) { return line.url.ends_with("/api/export?from=…&name=…") && line.status == 200; }));
  });
}

TEST_CASE("a request of the program's own needs no page of the site") {
  with_native(kExport, [](SiteSession& s) -> awaitable<void> {
    s.browser.server.handle("GET", "/api/export",
                            [](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_gzipped(exchange, csv()); });
    const ReportFiles files = co_await run(s);
    REQUIRE(files.files.size() == 1);
    CHECK(nightporter::test::read_file(files.files[0].file) == kCsv);
    CHECK_FALSE(s.browser.server.wait_for_request("GET", "/api/export").headers.contains("Referer"));
  });
}

TEST_CASE("the program itself posts a form or JSON, and keeps parts of an answer") {
  const char* steps =
      R"~(- fetch: { post: https://shop.example/api/job, via: http, json: { from: '{{ from | dd.MM.yyyy }}', full: true }, remember: { job: data.0.id } }
- fetch: { post: 'https://shop.example/api/file/{{ job }}', via: http, form: { 'a b': 'c&d' }, save_as: csv })~";
  with_native(after_page(steps), [](SiteSession& s) -> awaitable<void> {
    HttpServer& server = s.browser.server;
    server.handle("GET", "/page", page());
    server.handle("POST", "/api/job", HttpResponse::json(R"~({"data":[{"id":17}]})~"));
    server.handle("POST", "/api/file/17", HttpResponse::redirect("/file?n=17", 303));
    server.handle("GET", "/file", csv());
    CHECK((co_await run(s)).files.size() == 1);
    const HttpRequest job = server.wait_for_request("POST", "/api/job");
    CHECK(job.body == R"~({"from":"10.11.2025","full":true})~");
    CHECK((job.headers.value("Content-Type") == "application/json" && job.headers.value("Origin") == server.url("")));
    CHECK(server.wait_for_request("POST", "/api/file/17").form.value("a b") == "c&d");
    const HttpRequest file = server.wait_for_request("GET", "/file");
    CHECK((file.query.value("n") == "17" && file.body.empty() && !file.headers.contains("Content-Type")));
  });
}

/// A shop and a server of its files at another host, each with cookies of its own in the browser, and one that is no server of the shop's.
struct TwoOrigins {
  HttpServer shop;
  HttpServer files;
  HttpServer elsewhere;

  TwoOrigins() {
    shop.handle("GET", "/page", page().set_cookie("shop", "s1"));
    files.handle("GET", "/page", page().set_cookie("files", "f1"));
    files.handle("*", "/file", csv().set_cookie("files", "f2"));
    elsewhere.handle("GET", "/file", csv());
  }
  void run(const std::string& steps, std::function<awaitable<void>(SiteSession&)> body) {
    sites::Recipe recipe = sites::test::recipe_with_steps("- goto: https://shop.example/page\n" + steps);
    recipe.origins.push_back(sites::TextTemplate::parse("https://files.example"));
    sites::test::with_site(
        recipe,
        {.overrides = {{"https://shop.example", shop.url("")}, {"https://files.example", files.localhost_url("")}}, .http = http_sender()},
        [&body, this](SiteSession& s) -> awaitable<void> {
          co_await s.browser.page->go_to(files.localhost_url("/page"), engine::WaitUntil::kLoad, s.deadline);
          co_await body(s);
        });
  }
};

TEST_CASE("another origin of the recipe that a request is sent on to gets its own cookies and nothing of the first one's") {
  TwoOrigins servers;
  servers.shop.handle("*", "/api/export", HttpResponse::redirect(servers.files.localhost_url("/file?key=1"), 307).set_cookie("shop", "s2"));
  servers.run("- fetch: { post: https://shop.example/api/export, via: http, headers: { X-Token: t1 }, json: { a: 1 }, save_as: csv }",
              [&](SiteSession& s) -> awaitable<void> {
                const ReportFiles files = co_await run(s);
                REQUIRE(files.files.size() == 1);
                CHECK(files.files[0].final_url == servers.files.localhost_url("/file?key=1"));
                const HttpRequest first = servers.shop.wait_for_request("POST", "/api/export");
                CHECK((first.headers.value("Cookie") == "shop=s1" && first.headers.value("X-Token") == "t1"));
                const HttpRequest second = servers.files.wait_for_request("POST", "/file");
                CHECK(second.headers.value("Cookie") == "files=f1");
                CHECK((second.body == R"({"a":1})" && second.headers.value("Content-Type") == "application/json"));
                for (const char* header : {"X-Token", "Referer", "Origin"}) CHECK_FALSE(second.headers.contains(header));
                std::string kept;
                for (const auto& cookie : (co_await s.browser.context->storage_state(s.deadline)).cookies)
                  kept += cookie.name + "=" + cookie.value + "@" + cookie.domain + " ";
                CHECK_THAT(kept, Catch::Contains("shop=s2@127.0.0.1") && Catch::Contains("files=f2@localhost"));
              });
}

TEST_CASE("a request is not sent on to an origin that the recipe does not name") {
  TwoOrigins servers;
  const std::string elsewhere = servers.elsewhere.url("/file?key=s3cret");
  servers.shop.handle("GET", "/api/export", HttpResponse::redirect(elsewhere));
  servers.run(kExport, [&](SiteSession& s) -> awaitable<void> {
    const auto error = co_await error_of<sites::SecretRefused>(run(s));
    CHECK(error.reason() == "the server sends us on to " + servers.elsewhere.url("/file?key=…") +
                                ", which is at none of the recipe's origins; nothing was sent there");
    CHECK(servers.elsewhere.requests().empty());
    servers.shop.handle("GET", "/api/export", HttpResponse::redirect(servers.elsewhere.url("/login")));
    co_await error_of<sites::LoginNeeded>(run(s));
    // What programs may read in different ways is not sent at all.
    for (const std::string& evil : {servers.elsewhere.url("") + "\\@" + servers.shop.url("/file").substr(7),
                                    "http://" + servers.elsewhere.url("").substr(7) + "@" + servers.shop.url("/file").substr(7)}) {
      CAPTURE(evil);
      servers.shop.handle("GET", "/api/export", HttpResponse::redirect(evil));
      CHECK_THAT((co_await error_of<sites::SecretRefused>(run(s))).reason(), Catch::Contains("nothing was sent"));
    }
    CHECK(servers.elsewhere.requests().empty());
    CHECK(std::filesystem::is_empty(s.folder));
  });
}

TEST_CASE("a request is sent on ten times at the most") {
  with_native(kExport, [](SiteSession& s) -> awaitable<void> {
    s.browser.server.handle("GET", "/api/export", HttpResponse::redirect("/api/export"));
    CHECK_THAT((co_await error_of<sites::TransientFailure>(run(s))).reason(), Catch::EndsWith("more than 10 redirects"));
    CHECK(s.browser.server.count_requests("GET", "/api/export") == 11);
  });
}

TEST_CASE("what is not the file is called the same, whichever way it was asked for") {
  struct Row {
    backoffice::HttpHandler answer;
    const char* expected;
  };
  const auto whole = [](HttpResponse response) -> backoffice::HttpHandler {
    return [response](HttpExchange& exchange) { return exchange.respond(response); };
  };
  const Row rows[] = {
      {whole(HttpResponse::json(R"~({"message":"Unauthenticated."})~", 401)), "login"},
      {whole(HttpResponse::json("{}", 419)), "login"},
      {whole(HttpResponse::html("<form><input type='password'></form>")), "login"},
      {whole(HttpResponse::redirect("/login")), "login"},
      {whole(HttpResponse::json("{}", 503)), "later: the server answers 503: {}"},
      {whole(HttpResponse::json("{}", 429)), "later: the server answers 429: {}"},
      {whole(HttpResponse::json(R"~({"message":"no such report"})~", 422)),
       "HTTP error: the server answers 422: {\"message\":\"no such report\"}"},
      {whole(HttpResponse::html("<p>Please wait</p>")), "wrong type: the answer is an HTML page, not csv"},
      {whole(HttpResponse::attachment("text/csv", "x.csv", "")), "empty file: the answer is empty"},
      {[](HttpExchange& exchange) { return backoffice::answer_cut_short(exchange, csv(), 5); }, "network dropped"},
      {[](HttpExchange& exchange) { return backoffice::answer_without_last_chunk(exchange, csv()); }, "network dropped"},
      {[](HttpExchange& exchange) -> awaitable<void> {
         exchange.drop();
         co_return;
       },
       "later"},
  };
  for (const char* via : {"page", "http"}) {
    with_native(after_page("- fetch: { get: https://shop.example/api, via: " + std::string(via) + ", save_as: csv }"),
                [&](SiteSession& s) -> awaitable<void> {
                  s.browser.server.handle("GET", "/page", page());
                  s.browser.server.handle("GET", "/login", HttpResponse::html("<p>hello"));
                  for (const Row& row : rows) {
                    s.browser.server.handle("GET", "/api", row.answer);
                    std::string seen = "a file";
                    try {
                      co_await run(s);
                    } catch (const sites::LoginNeeded&) {
                      seen = "login";
                    } catch (const sites::TransientFailure& error) {
                      seen = "later: " + error.reason();
                    } catch (const sites::DownloadFailed& error) {
                      seen = error.outcome() + ": " + error.reason();
                      CHECK((error.trouble() == sites::Trouble::kDownload) ==
                            (error.outcome() == "network dropped" || error.outcome() == "empty file"));
                    }
                    INFO(via);
                    CHECK_THAT(seen, Catch::StartsWith(row.expected));
                    CHECK(std::filesystem::is_empty(s.folder));
                  }
                });
  }
}

TEST_CASE("an answer that does not come in time may come the next time, whichever way it was asked for") {
  const backoffice::Latch never;
  const backoffice::HttpHandler stalled[] = {
      [never](HttpExchange&) -> awaitable<void> { co_await never.wait(); },
      [never](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_stalled(exchange, csv(), 5, never); },
  };
  for (const char* via : {"page", "http"})
    for (const backoffice::HttpHandler& answer : stalled)
      sites::test::with_steps(
          after_page("- fetch: { get: https://shop.example/api, via: " + std::string(via) + ", save_as: csv, timeout: 1s }"),
          [&](SiteSession& s) -> awaitable<void> {
            s.browser.server.handle("GET", "/page", page());
            s.browser.server.handle("GET", "/api", answer);
            INFO(via);
            CHECK_THAT((co_await error_of<sites::TransientFailure>(run(s))).reason(),
                       Catch::Contains("/api gave no answer: no whole answer in time"));
            CHECK(std::filesystem::is_empty(s.folder));
          },
          SiteSetting{.http = http_sender()});
}

TEST_CASE("a file counts as whole by its length only where the server has told its end, whichever way it was asked for") {
  struct Row {
    backoffice::HttpHandler answer;
    bool tells_its_end;
  };
  const Row rows[] = {
      {[](HttpExchange& exchange) { return exchange.respond(csv()); }, true},
      {[](HttpExchange& exchange) { return backoffice::answer_generated(exchange, csv(), 1000, backoffice::Framing::kChunked); }, true},
      {[](HttpExchange& exchange) { return backoffice::answer_until_close(exchange, csv()); }, false},
  };
  for (const char* via : {"page", "http"})
    with_native(after_page("- fetch: { get: https://shop.example/api, via: " + std::string(via) + ", save_as: csv }"),
                [&](SiteSession& s) -> awaitable<void> {
                  s.browser.server.handle("GET", "/page", page());
                  for (const Row& row : rows) {
                    s.browser.server.handle("GET", "/api", row.answer);
                    const ReportFiles files = co_await run(s);
                    INFO(via);
                    REQUIRE(files.files.size() == 1);
                    CHECK(files.files[0].length_verified == row.tells_its_end);
                  }
                });
}

TEST_CASE("a recipe's own Content-Type stands in the place of the usual one, whichever way the request is made") {
  for (const char* via : {"page", "http"})
    with_native(after_page("- fetch: { post: https://shop.example/api, via: " + std::string(via) +
                           ", headers: { content-type: application/vnd.api+json }, json: { a: 1 }, save_as: csv }"),
                [&](SiteSession& s) -> awaitable<void> {
                  s.browser.server.handle("GET", "/page", page());
                  s.browser.server.handle("POST", "/api", csv());
                  CHECK((co_await run(s)).files.size() == 1);
                  std::string types;
                  for (const auto& [name, value] : s.browser.server.wait_for_request("POST", "/api").headers)
                    if (boost::algorithm::iequals(name, "Content-Type")) types += value + ";";
                  INFO(via);
                  CHECK(types == "application/vnd.api+json;");
                });
}

TEST_CASE("bytes in an answer's headers that are no text become U+FFFD") {
  HttpServer server;
  server.handle("GET", "/", csv().header("X-Store", "N\xf6rd").set_cookie("odd", "\xff"));
  const nightporter::test::TemporaryFolder folder;
  nightporter::test::run_async([&]() -> awaitable<void> {
    const auto answer = co_await http_sender()({.url = server.url("/")}, folder / "body", Deadline::after(20s));
    std::string headers;
    for (const auto& [name, value] : answer.headers) headers += name + ": " + value + "\n";
    CHECK_THAT(headers, Catch::Contains("X-Store: N\uFFFDrd\n") && Catch::Contains("Set-Cookie: odd=\uFFFD"));
  });
}

TEST_CASE("a value of more than one line is not put into a header") {
  with_native(after_page("- fetch: { get: https://shop.example/api, via: http, headers: { X: '{{ page.meta.t }}' }, save_as: csv }"),
              [](SiteSession& s) -> awaitable<void> {
                s.browser.server.handle("GET", "/page", page("<meta name=t content='a&#13;&#10;Cookie: b'>"));
                CHECK((co_await error_of<sites::SiteChanged>(run(s))).reason() == "the value for the header X has more than one line");
                CHECK(s.browser.server.count_requests("GET", "/api") == 0);
              });
}

TEST_CASE("a request of the program's own that is cancelled ends at once, and its file goes") {
  with_native(kExport, [](SiteSession& s) -> awaitable<void> {
    const backoffice::Latch never;
    s.browser.server.handle("GET", "/api/export", [never](HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_stalled(exchange, HttpResponse::attachment("text/csv", "x.csv", std::string(100'000, 'x')), 50'000,
                                          never);
    });
    asio::cancellation_signal cancel;
    Signal ended;
    std::optional<std::exception_ptr> failure;
    asio::co_spawn(co_await asio::this_coro::executor, run(s),
                   asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error, const ReportFiles&) {
                     failure = error;
                     ended.notify_all();
                   }));
    co_await on_worker([&] { s.browser.server.wait_for_request("GET", "/api/export"); });
    cancel.emit(asio::cancellation_type::terminal);
    co_await ended.wait_until([&] { return failure.has_value(); }, Deadline::after(20s), "the end of the request");
    REQUIRE(*failure);
    CHECK_THROWS_AS(std::rethrow_exception(*failure), boost::system::system_error);
    CHECK(std::filesystem::is_empty(s.folder));
    const auto& seen = s.browser.context->evidence().requests();
    CHECK(std::ranges::any_of(seen, [](const auto& line) { return line.url.ends_with("/api/export") && !line.failure.empty(); }));
  });
}

TEST_CASE("values of cookies that the program itself sends and gets stand in no log") {
  const nightporter::test::TemporaryFolder logs;
  SiteSetting setting{.http = http_sender(), .wire_log = logs / "wire.log"};
  sites::test::with_steps(
      after_page(kExport),
      [](SiteSession& s) -> awaitable<void> {
        s.browser.server.handle("GET", "/page", page().set_cookie("sid", "s3cret-before"));
        s.browser.server.handle("GET", "/api/export", HttpResponse::json("{}", 503).set_cookie("sid", "s3cret-after"));
        const auto error = co_await error_of<sites::TransientFailure>(run(s));
        CHECK_THAT(std::string(error.what()) + error.details(), !Catch::Contains("s3cret"));
        CHECK(s.browser.server.wait_for_request("GET", "/api/export").cookies.value("sid") == "s3cret-before");
      },
      setting);
  const std::string log = nightporter::test::read_file(logs / "wire.log");
  CHECK_THAT(log, Catch::Contains("Network.getCookies") && Catch::Contains("Network.setCookies"));
  CHECK_THAT(log, !Catch::Contains("s3cret"));
}

}  // namespace
}  // namespace nightporter::stages
