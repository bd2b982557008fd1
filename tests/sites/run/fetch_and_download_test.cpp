#include <catch2/catch.hpp>

#include "sites/error.h"
#include "tests/sites/run/site_session.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpRequest;
using backoffice::HttpResponse;
using test::error_of;
using test::period;
using test::SiteSession;
using test::with_steps;

const model::ReportName kOrders("orders");
const char* kCsv = "no,amount\n1,2\n";

awaitable<ReportFiles> run(SiteSession& s) {
  co_return co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
}

void serve_page(SiteSession& s, const std::string& body, const std::string& menu = "<nav id=menu></nav>") {
  s.browser.server.handle("GET", "/page", HttpResponse::html("<!doctype html><title>Page</title>" + menu + body));
}

std::string page_then(const std::string& steps) {
  return "- goto: https://shop.example/page\n" + steps;
}

TEST_CASE("fetch gets a file inside the page's session, with what the page keeps for its own requests") {
  const char* steps = R"~(- fetch:
    get: https://shop.example/api/export?from={{ from | yyyy-MM-dd }}
    headers: { X-Cookie: '{{ page.cookie.XSRF-TOKEN | url_decode }}', X-Meta: '{{ page.meta.csrf }}', X-Input: '{{ page.input.__token }}', X-Storage: '{{ page.storage.jwt }}', X-Own: '{{ store.name }}' }
    save_as: csv)~";
  with_steps(page_then(steps), [](SiteSession& s) -> awaitable<void> {
    serve_page(s,
               "<meta name=csrf content=m1><input name=__token value=i1><script>document.cookie = 'XSRF-TOKEN=a%3Db; path=/'; "
               "localStorage.jwt = 's1'</script>");
    s.browser.server.handle("GET", "/api/export", HttpResponse::attachment("text/csv", "x.csv", kCsv));
    const ReportFiles files = co_await run(s);
    REQUIRE(files.files.size() == 1);
    CHECK(nightporter::test::read_file(files.files[0].file) == kCsv);
    CHECK((files.files[0].status == 200 && files.files[0].length_verified && files.files[0].size_bytes == 14));
    const HttpRequest request = s.browser.server.wait_for_request("GET", "/api/export");
    CHECK(request.query.value("from") == "2025-11-10");
    CHECK(request.headers.value("X-Cookie") == "a=b");
    CHECK(request.headers.value("X-Meta") == "m1");
    CHECK(request.headers.value("X-Input") == "i1");
    CHECK(request.headers.value("X-Storage") == "s1");
    CHECK(request.headers.value("X-Own") == "North");
    CHECK(request.cookies.value("XSRF-TOKEN") == "a%3Db");
  });
}

TEST_CASE("fetch posts a form or JSON, and keeps parts of an answer for the next step") {
  const char* steps =
      R"~(- fetch: { post: https://shop.example/api/job, json: { from: '{{ from | dd.MM.yyyy }}', full: true }, remember: { job: data.jobs.0.id } }
- evaluate: { script: 'args => args.job + 1', with: { job: '{{ job }}' }, remember: next }
- fetch: { post: 'https://shop.example/api/file/{{ job }}', form: { 'a b': 'c&d', next: '{{ next }}' }, save_as: csv })~";
  with_steps(page_then(steps), [](SiteSession& s) -> awaitable<void> {
    serve_page(s, "");
    s.browser.server.handle("POST", "/api/job", HttpResponse::json(R"~({"data":{"jobs":[{"id":17}]}})~"));
    s.browser.server.handle("POST", "/api/file/17", HttpResponse::attachment("text/csv", "x.csv", kCsv));
    CHECK((co_await run(s)).files.size() == 1);
    const HttpRequest job = s.browser.server.wait_for_request("POST", "/api/job");
    CHECK(job.body == R"~({"from":"10.11.2025","full":true})~");
    CHECK(job.headers.value("Content-Type") == "application/json");
    const HttpRequest file = s.browser.server.wait_for_request("POST", "/api/file/17");
    CHECK(file.form.value("a b") == "c&d");
    CHECK(file.form.value("next") == "171");
  });
}

TEST_CASE("an answer that is not the file says by type what to do") {
  enum class Expected { kLogin, kRetry, kNoRetry };
  struct Row {
    HttpResponse answer;
    Expected expected;
    const char* reason;
  };
  const Row rows[] = {
      {HttpResponse::json(R"~({"message":"Unauthenticated."})~", 401), Expected::kLogin,
       "the session has ended: the server answers 401: {\"message\":\"Unauthenticated.\"}"},
      {HttpResponse::json("{}", 419), Expected::kLogin, "the session has ended: the server answers 419: {}"},
      {HttpResponse::html("<form><input type='password'></form>"), Expected::kLogin,
       "the session has ended: the server answers with its sign-in page"},
      {HttpResponse::redirect("/login"), Expected::kLogin, "the session has ended: the server answers with its sign-in page"},
      {HttpResponse::json("{}", 503), Expected::kRetry, "the server answers 503: {}"},
      {HttpResponse::json(R"~({"message":"no such report"})~", 422), Expected::kNoRetry,
       "the server answers 422: {\"message\":\"no such report\"}"},
      {HttpResponse::html("<p>Please wait</p>"), Expected::kNoRetry, "the answer is an HTML page, not csv"},
      {HttpResponse::attachment("text/csv", "x.csv", ""), Expected::kRetry, "the answer is empty"},
  };
  for (const Row& row : rows) {
    with_steps(page_then("- fetch: { get: https://shop.example/api, save_as: csv }"), [&](SiteSession& s) -> awaitable<void> {
      serve_page(s, "");
      s.browser.server.handle("GET", "/api", row.answer);
      s.browser.server.handle("GET", "/login", HttpResponse::html("<p>hello"));
      std::optional<Expected> seen;
      std::string reason;
      try {
        co_await run(s);
      } catch (const LoginNeeded& error) {
        seen = Expected::kLogin;
        reason = error.reason();
      } catch (const StepFailed& error) {
        seen = error.retry_can_help() ? Expected::kRetry : Expected::kNoRetry;
        reason = error.reason();
      }
      CHECK(reason == row.reason);
      CHECK(seen == row.expected);
    });
  }
}

TEST_CASE("a value that the page does not have is named") {
  with_steps(page_then("- fetch: { get: https://shop.example/api, headers: { X: '{{ page.meta.csrf-token }}' }, save_as: csv }"),
             [](SiteSession& s) -> awaitable<void> {
               serve_page(s, "");
               const auto error = co_await error_of<SiteChanged>(run(s));
               CHECK(error.reason().find("the page has no <meta name=csrf-token>") != std::string::npos);
             });
}

TEST_CASE("a download by a link, a form, a script or an address is caught") {
  const char* steps = R"~(- expect_download: { by: { click: 'text=Form' }, type: csv }
- expect_download: { by: [ { evaluate: "setTimeout(() => location.href = '/export.csv', 50)" } ], type: csv }
- expect_download: { by: { goto: https://shop.example/export.csv }, type: csv })~";
  with_steps(page_then(steps), [](SiteSession& s) -> awaitable<void> {
    serve_page(s, "<form action=/export.csv><button>Form</button></form>");
    s.browser.server.handle("GET", "/export.csv", HttpResponse::attachment("text/csv", "orders.csv", kCsv));
    const ReportFiles files = co_await run(s);
    REQUIRE(files.files.size() == 3);
    CHECK(files.files[2].part == 3);
    CHECK(nightporter::test::read_file(files.files[2].file) == kCsv);
  });
}

TEST_CASE("a goto that turns into a download outside of expect_download says where it belongs") {
  with_steps(page_then("- goto: https://shop.example/export.csv\n- fetch: { get: https://shop.example/export.csv, save_as: csv }"),
             [](SiteSession& s) -> awaitable<void> {
               serve_page(s, "");
               s.browser.server.handle("GET", "/export.csv", HttpResponse::attachment("text/csv", "orders.csv", kCsv));
               const auto error = co_await error_of<SiteChanged>(run(s));
               CHECK(error.reason() == "the address is a download; put the goto inside expect_download: { by: { goto: … } }");
             });
}

TEST_CASE("a download that is not what was asked for fails, and its file does not stay") {
  struct Row {
    HttpResponse answer;
    const char* outcome;
    bool retry;
  };
  const Row rows[] = {{HttpResponse::attachment("text/csv", "orders.csv", "<html><p>Error: see the log</p></html>"), "wrong type", false},
                      {HttpResponse::attachment("text/csv", "orders.csv", ""), "empty file", true},
                      {HttpResponse::html("<p>Timeout", 500), "HTTP error", true}};
  for (const Row& row : rows) {
    with_steps(page_then("- expect_download: { by: { click: 'text=Form' }, type: csv, begins_within: 10s }"),
               [&](SiteSession& s) -> awaitable<void> {
                 serve_page(s, "<form action=/export.csv target=_self><button>Form</button></form>");
                 s.browser.server.handle("GET", "/export.csv", row.answer);
                 const auto error = co_await error_of<DownloadFailed>(run(s));
                 INFO(error.what());
                 CHECK((error.outcome() == row.outcome || error.outcome() == "navigated instead"));
                 if (error.outcome() == row.outcome) CHECK(error.retry_can_help() == row.retry);
               });
  }
}

TEST_CASE("a sign-in page under the name of the file means that the login is needed") {
  with_steps(page_then("- expect_download: { by: { click: 'text=Form' }, type: csv }"), [](SiteSession& s) -> awaitable<void> {
    serve_page(s, "<form action=/export.csv><button>Form</button></form>");
    s.browser.server.handle("GET", "/export.csv",
                            HttpResponse::attachment("text/csv", "orders.csv", "<html><form><input type=password></form></html>"));
    co_await error_of<LoginNeeded>(run(s));
  });
}

TEST_CASE("an export that leads to the sign-in page means that the login is needed") {
  with_steps(page_then("- expect_download: { by: { click: 'text=Form' }, type: csv }"), [](SiteSession& s) -> awaitable<void> {
    serve_page(s, "<form action=/export.csv><button>Form</button></form>");
    s.browser.server.handle("GET", "/export.csv", HttpResponse::redirect("/account"));
    s.browser.server.handle("GET", "/account", HttpResponse::html("<input name=password>"));
    co_await error_of<LoginNeeded>(run(s));
  });
}

TEST_CASE("several files at once are refused") {
  with_steps(page_then("- expect_download: { by: { click: 'text=Both' }, type: csv }"), [](SiteSession& s) -> awaitable<void> {
    serve_page(s,
               "<a id=a href=/export.csv?1 download></a><a id=b href=/export.csv?2 download></a><button onclick='a.click(); "
               "b.click()'>Both</button>");
    // The first file ends only after the second has begun.
    auto latch = std::make_shared<backoffice::Latch>();
    s.browser.server.handle("GET", "/export.csv", [latch](HttpExchange& exchange) -> awaitable<void> {
      const bool first = exchange.request().query.contains("1");
      if (!first) {
        co_await exchange.begin_chunks(HttpResponse::attachment("text/csv", "b.csv", kCsv));
        latch->release();
        co_await exchange.pause_for(2s);
        co_await exchange.end_chunks();
        co_return;
      }
      co_await latch->wait();
      co_await exchange.pause_for(300ms);
      co_await exchange.respond(HttpResponse::attachment("text/csv", "a.csv", kCsv));
    });
    const auto error = co_await error_of<DownloadFailed>(run(s));
    CHECK(error.outcome() == "several files");
  });
}

TEST_CASE("steps that fetch nothing are an error, unless the page says that there is nothing") {
  const char* steps =
      "- if_visible: { element: 'text=Export', then: [ { expect_download: { by: { click: 'text=Export' }, type: csv } } ] }";
  with_steps(page_then(steps), [](SiteSession& s) -> awaitable<void> {
    serve_page(s, "");
    CHECK((co_await error_of<DownloadFailed>(run(s))).outcome() == "no file");
    serve_page(s, "<p>No records found</p>");
    const ReportFiles files = co_await run(s);
    CHECK(files.page_showed_empty_marker);
    CHECK(files.files.empty());
  });
}

TEST_CASE("files that were fetched before a failure are removed") {
  with_steps(page_then("- fetch: { get: https://shop.example/export.csv, save_as: csv }\n- click: { on: 'text=Nowhere', timeout: 300ms }"),
             [](SiteSession& s) -> awaitable<void> {
               serve_page(s, "");
               s.browser.server.handle("GET", "/export.csv", HttpResponse::attachment("text/csv", "orders.csv", kCsv));
               co_await error_of<SiteChanged>(run(s));
               CHECK(std::filesystem::is_empty(s.folder));
             });
}

TEST_CASE("D85 an export that is being prepared: the fresh row of this run is waited for and clicked", "[browsers]") {
  with_steps(R"~(- goto: https://shop.example/jobs
- click: 'text=Prepare'
- evaluate: { script: "() => document.querySelector('tr').dataset.id", remember: job }
- repeat_until: { visible: 'css=tr[data-id="{{ job }}"] a', steps: [ { click: 'text=Refresh' } ] }
- expect_download: { by: { click: 'css=tr[data-id="{{ job }}"] a' }, type: csv })~",
             [](SiteSession& s) -> awaitable<void> {
               // Two exports of earlier runs are ready; the third is asked for here, and takes three looks to be made.
               auto looks = std::make_shared<int>(-1);
               const auto page = [looks] {
                 std::string rows;
                 if (*looks >= 0)
                   rows += *looks < 3 ? "<tr data-id=3><td>being prepared" : "<tr data-id=3><td><a href='/file/3'>Download</a>";
                 for (const char* id : {"2", "1"})
                   rows += "<tr data-id=" + std::string(id) + "><td><a href='/file/" + id + "'>Download</a>";
                 return HttpResponse::html(
                     "<!doctype html><nav id=menu>Menu</nav><form method=post><button>Prepare</button></form>"
                     "<a href=/jobs>Refresh</a><table>" +
                     rows + "</table>");
               };
               s.browser.server.handle("GET", "/jobs", [looks, page](HttpExchange& exchange) -> awaitable<void> {
                 if (*looks >= 0) ++*looks;
                 co_await exchange.respond(page());
               });
               s.browser.server.handle("POST", "/jobs", [looks](HttpExchange& exchange) -> awaitable<void> {
                 *looks = 0;
                 co_await exchange.respond(HttpResponse::redirect("/jobs", 303));
               });
               s.browser.server.handle("GET", "/file/{id}", [](HttpExchange& exchange) -> awaitable<void> {
                 co_await exchange.respond(
                     HttpResponse::attachment("text/csv", "x.csv", "job\n" + exchange.request().captured.value("id") + "\n"));
               });
               const ReportFiles files = co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
               REQUIRE(files.files.size() == 1);
               CHECK(nightporter::test::read_file(files.files[0].file) == "job\n3\n");
             });
}

}  // namespace
}  // namespace nightporter::sites
