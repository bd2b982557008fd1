#include <catch2/catch.hpp>

#include "cdp/async/on_worker.h"
#include "cdp/error.h"
#include "sites/error.h"
#include "tests/sites/run/site_session.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::error_of;
using test::period;
using test::SiteSession;
using test::with_steps;

const model::ReportName kOrders("orders");

awaitable<ReportFiles> run(SiteSession& s) {
  co_return co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
}

std::string steps(const std::string& waiting) {
  return "- goto: https://shop.example/page\n" + waiting + "\n- expect_download: { by: { click: 'text=Export' }, type: csv }";
}

void serve(SiteSession& s, const std::string& body) {
  s.browser.server.handle(
      "GET", "/page",
      HttpResponse::html("<!doctype html><title>Page</title><nav id=menu></nav>" + body + "<a href=/export.csv download>Export</a>"));
  s.browser.server.handle("GET", "/export.csv", HttpResponse::attachment("text/csv", "orders.csv", "no\n1\n"));
}

TEST_CASE("wait_for waits for every kind of state") {
  with_steps(steps(R"~(- wait_for: { visible: 'css=#late' }
- wait_for: { gone: 'css=#loading' }
- wait_for: { text: 'ready  for {{ store.name }}' , in: 'css=#status' }
- wait_for: { text: 'Ready for North' }
- wait_for: { count: { of: 'css=li', equals: 3 } }
- wait_for: { count: { of: 'css=li', at_least: 2, at_most: 4 } }
- wait_for: { expression: 'window.counter >= 3' }
- wait_for: { url: '**/page#done' }
- wait_for: { load: networkidle })~"),
             [](SiteSession& s) -> awaitable<void> {
               serve(s, R"~(<p id=late hidden>Late</p><p id=loading>…</p><p id=status>ready
                 for North</p><p>Ready for North</p><ul></ul><script>
                 window.counter = 0;
                 const turn = () => { document.querySelector('ul').innerHTML += '<li>x'; if (++counter < 3) return setTimeout(turn, 50);
                   late.hidden = false; loading.remove(); location.hash = 'done'; };
                 setTimeout(turn, 50);</script>)~");
               CHECK((co_await run(s)).files.size() == 1);
             });
}

TEST_CASE("a response is watched for from before what sets it off") {
  with_steps(steps("- wait_for: { response: '**/api/search*', by: { click: 'text=Search' } }\n- wait_for: { text: found }"),
             [](SiteSession& s) -> awaitable<void> {
               serve(s,
                     "<button onclick=\"fetch('/api/search?q=1').then(r => r.text()).then(t => document.body.append(t))\">Search</button>");
               s.browser.server.handle("GET", "/api/search", HttpResponse::html("found"));
               CHECK((co_await run(s)).files.size() == 1);
             });
}

TEST_CASE("a wait in vain says what was seen instead") {
  struct Row {
    const char *step, *reason;
  };
  for (const Row& row : {Row{"- wait_for: { visible: 'css=#never', timeout: 400ms }", "waited in vain: it is not visible"},
                         Row{"- wait_for: { count: { of: 'css=p', at_least: 5 }, timeout: 400ms }", "waited in vain: there are 2 of them"},
                         Row{"- wait_for: { gone: 'text=one', timeout: 400ms }", "waited in vain: it is still visible"},
                         Row{"- wait_for: { response: '**/never', by: { click: 'text=one' }, timeout: 400ms }",
                             "waited in vain: no answer came from there"}}) {
    with_steps(steps(row.step), [&](SiteSession& s) -> awaitable<void> {
      serve(s, "<p>one</p><p>two</p>");
      const auto error = co_await error_of<SiteChanged>(run(s));
      CHECK(error.reason() == row.reason);
      CHECK(error.place().page_title == "Page");
    });
  }
}

TEST_CASE("a missing element is told as the site having changed, with place, page and the closest thing") {
  with_steps(
      steps("- click: { on: ['text=\"Search\"', 'css=#search'], timeout: 500ms, note: 'the search button' }"),
      [](SiteSession& s) -> awaitable<void> {
        serve(s, "<button>Search now</button>");
        const auto error = co_await error_of<SiteChanged>(run(s));
        CHECK(std::string(error.what()) == "site changed at step 2 (click \"text=\"Search\"\"): no element matches any of 2 selectors");
        CHECK_FALSE(error.retry_can_help());
        CHECK(error.details() == "    recipe  shop.yaml:16  orders  (the search button)\n    page    " + s.browser.server.url("/page") +
                                     "  \"Page\"\n    closest role=button[name=\"Search now\"]");
      });
}

TEST_CASE("a page that turns out to be the sign-in page means that the login is needed, not that the site changed") {
  with_steps(steps("- click: { on: 'text=Search', timeout: 500ms }"), [](SiteSession& s) -> awaitable<void> {
    s.browser.server.handle("GET", "/page", HttpResponse::html("<title>Login</title><input name=password>"));
    const auto error = co_await error_of<LoginNeeded>(run(s));
    CHECK(error.reason() == "the session has ended: the site shows its sign-in page");
    CHECK_FALSE(error.page().has_value());
  });
}

TEST_CASE("a redirect to the sign-in page is noticed at once") {
  with_steps(steps("- click: { on: 'text=Search', timeout: 10m }"), [](SiteSession& s) -> awaitable<void> {
    s.browser.server.handle("GET", "/page", HttpResponse::redirect("/login"));
    s.browser.server.handle("GET", "/login", HttpResponse::html("<title>Login</title><input name=password><p>Your account is locked"));
    co_await error_of<LoginNeeded>(run(s));
    CHECK(s.steps.size() == 1);
  });
}

TEST_CASE("a server in trouble is worth another try, a page that is gone is not") {
  struct Row {
    int status;
    bool retry;
  };
  for (const Row& row : {Row{503, true}, Row{429, true}, Row{404, false}}) {
    with_steps(steps(""), [&](SiteSession& s) -> awaitable<void> {
      s.browser.server.handle("GET", "/page", HttpResponse::html("<p>sorry", row.status));
      const std::string reason = "the server answers " + std::to_string(row.status);
      if (row.retry)
        CHECK((co_await error_of<TransientFailure>(run(s))).reason() == reason);
      else
        CHECK((co_await error_of<SiteChanged>(run(s))).reason() == reason);
    });
  }
  test::SiteSetting unreachable;
  unreachable.overrides = {{"https://shop.example", "http://127.0.0.1:1"}};
  with_steps(
      steps(""),
      [](SiteSession& s) -> awaitable<void> {
        const auto error = co_await error_of<TransientFailure>(run(s));
        CHECK(error.place().number == "1");
        CHECK(error.retry_can_help());
        CHECK(error.reason().find("cannot be reached: net::ERR_") != std::string::npos);
      },
      unreachable);
}

TEST_CASE("the caller's deadline is told as such") {
  with_steps(steps("- wait_for: { visible: 'css=#never' }"), [](SiteSession& s) -> awaitable<void> {
    serve(s, "");
    bool in_time = false;
    try {
      co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), Deadline::after(1500ms));
    } catch (const cdp::DeadlineExceeded&) {
      in_time = true;
    }
    CHECK(in_time);
  });
}

TEST_CASE("what the configuration lacks is named before anything is typed") {
  with_steps(steps("- fill: { into: 'css=input', with: '{{ store.word }}' }"), [](SiteSession& s) -> awaitable<void> {
    serve(s, "<input>");
    const auto error = co_await error_of<ConfigurationLacking>(run(s));
    CHECK(std::string(error.what()).find("shop.yaml:16") == 0);
    CHECK(std::string(error.what()).find("lacks the variable \"word\"") != std::string::npos);
  });
}

TEST_CASE("a period that is too long, and a report that does not exist, are refused before any page is opened") {
  with_steps(steps(""), [](SiteSession& s) -> awaitable<void> {
    co_await error_of<ConfigurationLacking>(s.site.run_report(kOrders, period("2025-11-01", "2025-12-02"), s.deadline));
    const auto error = co_await error_of<ConfigurationLacking>(
        s.site.run_report(model::ReportName("order"), period("2025-11-01", "2025-11-02"), s.deadline));
    CHECK(std::string(error.what()).find("did you mean \"orders\"?") != std::string::npos);
    CHECK(s.browser.server.requests().empty());
  });
}

}  // namespace
}  // namespace nightporter::sites
