#include <catch2/catch.hpp>
#include <fstream>

#include "sites/error.h"
#include "sites/otp/otp_command.h"
#include "tests/sites/run/site_session.h"

namespace nightporter::sites {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::period;
using test::SiteSession;
using test::with_steps;

const model::ReportName kOrders("orders");

/// What the page's own script has noted in `log`.
const char* kNotes = "<script>var log = []; function note(text) { log.push(text); }</script>";

/// A page on which steps act, and an export for the report to end on.
void serve(SiteSession& s, const std::string& body) {
  s.browser.server.handle("GET", "/form",
                          HttpResponse::html("<!doctype html><title>Form</title><nav id=menu>Menu</nav>" + std::string(kNotes) + body +
                                             "<a href=/export.csv download>Export</a>"));
  s.browser.server.handle("GET", "/export.csv", HttpResponse::attachment("text/csv", "orders.csv", "no,amount\n1,2\n"));
}

std::string steps(const std::string& acting) {
  return "- goto: https://shop.example/form\n" + acting + "\n- expect_download: { by: { click: 'text=Export' }, type: csv }";
}

awaitable<std::string> noted(SiteSession& s) {
  co_return co_await s.browser.page->evaluate("log.join(' ')", s.deadline);
}

void check_steps(const std::string& acting, const std::string& body, const std::string& expected, test::SiteSetting setting = {}) {
  with_steps(
      steps(acting),
      [&](SiteSession& s) -> awaitable<void> {
        serve(s, body);
        const ReportFiles files = co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
        CHECK(files.files.size() == 1);
        CHECK(co_await noted(s) == "\"" + expected + "\"");
      },
      std::move(setting));
}

test::SiteSetting with_code(const std::string& code) {
  test::SiteSetting setting;
  setting.otp = otp_from_prompt([code](const OtpRequest&) { return code; });
  return setting;
}

const char* kBoxes =
    "<form class=code onsubmit='event.preventDefault(); note([...this.querySelectorAll(`input`)].map(box => box.value).join(``))'>"
    "<input><input><input><input><input><input><button>Go</button></form>";

TEST_CASE("a one-time password goes into boxes of one digit each, whether they move on by themselves or not") {
  const std::string step = "- otp: { boxes: 'css=.code input', submit: 'text=Go' }";
  check_steps(step, kBoxes, "471109", with_code("471 109"));
  const std::string moving_on =
      "<script>for (const box of document.querySelectorAll('.code input')) { box.maxLength = 1; "
      "box.oninput = () => box.value && setTimeout(() => box.nextElementSibling.focus()); }</script>";
  check_steps(step, kBoxes + moving_on, "471109", with_code("471109"));
}

TEST_CASE("boxes that the one-time password does not fit into are a change of the site") {
  with_steps(
      steps("- otp: { boxes: 'css=.code input' }"),
      [&](SiteSession& s) -> awaitable<void> {
        serve(s, kBoxes);
        const auto error = co_await test::error_of<SiteChanged>(s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline));
        CHECK(error.reason() == "the one-time password has 4 characters, and there are 6 boxes for it");
      },
      with_code("4711"));
}

TEST_CASE("a source of one-time passwords that fails says so in the error, and needs a login") {
  test::SiteSetting setting;
  setting.otp = otp_from_command({.arguments = {"false"}});
  with_steps(
      steps("- otp: { boxes: 'css=.code input' }"),
      [&](SiteSession& s) -> awaitable<void> {
        serve(s, kBoxes);
        const auto error = co_await test::error_of<LoginNeeded>(s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline));
        CHECK(error.reason() == "a one-time password is asked for: the command false ended with exit code 1");
      },
      setting);
}

TEST_CASE("click, dblclick, hover and press reach the page") {
  check_steps(R"~(- click: 'text=One'
- click: { on: 'text=One', button: right }
- dblclick: 'text=Two'
- hover: 'text=Three'
- press: { key: Enter, on: 'label=Field' }
- press: Escape)~",
              R"~(<p onclick="note('click')" oncontextmenu="note('right'); return false">One</p><p ondblclick="note('double')">Two</p>
                 <p onmouseenter="note('hover')">Three</p><label>Field <input onkeydown="note(event.key)"></label>)~",
              "click right double hover Enter Escape");
}

TEST_CASE("fill, type, check, uncheck and select_option set fields") {
  check_steps(R"~(- fill: { into: 'label=Day', with: '{{ from | yyyy-MM-dd }}' }
- fill: { into: 'label=Text', with: '{{ to | dd/MM/yyyy }} {{ store.name | upper }}' }
- type: { into: 'label=Typed', with: 'ab' }
- check: 'label=Yes'
- uncheck: 'label=No'
- select_option: { in: 'label=Store', value: '{{ store.code }}' }
- select_option: { in: 'label=Many', label: [Red, Blue] }
- select_option: { in: 'label=Third', index: 2 }
- evaluate: >-
    note([...document.querySelectorAll('input, select')].map(e => e.type === 'checkbox' ? e.checked :
    e.multiple ? [...e.selectedOptions].map(o => o.text).join('+') : e.value).join('|')))~",
              R"~(<label>Day <input type=date></label><label>Text <input value=old></label><label>Typed <input></label>
                 <label>Yes <input type=checkbox></label><label>No <input type=checkbox checked></label>
                 <label>Store <select><option value=x>X<option value=n1>North</select></label>
                 <label>Many <select multiple><option>Red<option>Green<option>Blue</select></label>
                 <label>Third <select><option>a<option>b<option>c</select></label>)~",
              "2025-11-10|12/11/2025 NORTH|ab|true|false|n1|Red+Blue|c");
}

TEST_CASE("within and frame say where to look") {
  check_steps(
      R"~(- click: { on: 'text=Go', within: 'css=#right' }
- click: { on: 'text=Inner', frame: 'css=iframe[name=box]' }
- evaluate: { script: "parent.note('evaluated in ' + name)", frame: 'css=iframe[name=box]' })~",
      R"~(<div id=left><button onclick="note('left')">Go</button></div><div id=right><button onclick="note('right')">Go</button></div>
                 <iframe name=box srcdoc="<button onclick=&quot;parent.note('frame')&quot;>Inner</button>"></iframe>)~",
      "right frame evaluated in box");
}

TEST_CASE("upload gives a file that lies beside the recipe") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("filter.csv", "a;b");
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  check_steps("- upload: { into: 'label=File', files: '" + file.string() + "' }\n- wait_for: { expression: 'log.length === 1' }",
              "<label>File <input type=file onchange=\"note(this.files[0].name)\"></label>", "filter.csv");
}

TEST_CASE("dialog answers the next native dialog, and only that") {
  check_steps(R"~(- dialog: accept
- click: 'text=Ask'
- dialog: { answer: accept, text: 'n1' }
- click: 'text=Prompt'
- dialog: dismiss
- click: 'text=Ask')~",
              "<button onclick=\"note(confirm('Sure?'))\">Ask</button><button onclick=\"note(prompt('Code?'))\">Prompt</button>",
              "true n1 false");
}

TEST_CASE("if_visible and if_not_visible choose their steps, and may wait for the element") {
  check_steps(R"~(- if_visible: { element: 'text=Banner', then: [ { click: 'text=Banner' } ] }
- if_visible: { element: 'text=Nothing', then: [ { click: 'text=Nothing' } ], else: [ { click: 'text=Else' } ] }
- if_not_visible: { element: 'text=Hidden', then: [ { click: 'text=Shown' } ] }
- if_visible: { element: 'text=Late', appears_within: 5s, then: [ { click: 'text=Late' } ] })~",
              R"~(<p onclick="note('banner')">Banner</p><p onclick="note('else'); setTimeout(() => late.hidden = false, 300)">Else</p>
                 <p hidden>Hidden</p><p onclick="note('shown')">Shown</p><p id=late hidden onclick="note('late')">Late</p>)~",
              "banner else shown late");
}

TEST_CASE("repeat_until repeats until it is so, and gives up in the end") {
  const char* body = R"~(<button id=more onclick="note('more'); if (log.length === 3) this.hidden = true">More</button>)~";
  check_steps("- repeat_until: { gone: 'text=More', steps: [ { click: 'text=More' } ] }", body, "more more more");
  with_steps(steps("- repeat_until: { gone: 'text=More', at_most: 2, steps: [ { click: 'text=More' } ] }"),
             [&](SiteSession& s) -> awaitable<void> {
               serve(s, body);
               const auto error =
                   co_await test::error_of<SiteChanged>(s.site.run_report(kOrders, period("2025-11-10", "2025-11-10"), s.deadline));
               CHECK(error.reason() == "still not so after 2 times: it is still visible");
             });
}

TEST_CASE("for_each runs its steps inside each element") {
  check_steps(
      "- for_each: { element: 'css=li', steps: [ { click: 'css=button' }, { evaluate: { script: 'args => note(args.n)', with: { n: '{{ "
      "index }}' } } } ] }",
      "<ul><li><button onclick=\"note('a')\">x</button></li><li><button onclick=\"note('b')\">x</button></li></ul>", "a 1 b 2");
}

TEST_CASE("for_each day fetches one file for each day of the period, each with its own") {
  with_steps(
      "- for_each: { day_in: period, steps: [ { goto: 'https://shop.example/day?d={{ day | yyyy-MM-dd }}' }, { expect_download: { by: { "
      "click: 'text=Export' }, type: csv } } ] }",
      [](SiteSession& s) -> awaitable<void> {
        s.browser.server.handle("GET", "/day", [](HttpExchange& exchange) -> awaitable<void> {
          const std::string day = exchange.request().query.value("d");
          co_await exchange.respond(HttpResponse::html("<a href='/export.csv?d=" + day + "' download>Export</a>"));
        });
        s.browser.server.handle("GET", "/export.csv", [](HttpExchange& exchange) -> awaitable<void> {
          co_await exchange.respond(HttpResponse::attachment("text/csv", "x.csv", "day\n" + exchange.request().query.value("d") + "\n"));
        });
        const ReportFiles files = co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
        REQUIRE(files.files.size() == 3);
        for (int i = 0; i < 3; ++i) {
          const FetchedDownload& file = files.files[static_cast<std::size_t>(i)];
          CHECK(file.period.to_string() == "2025-11-1" + std::to_string(i));
          CHECK(file.part == 1);
          CHECK(nightporter::test::read_file(file.file) == "day\n" + file.period.from.to_iso() + "\n");
        }
      });
}

TEST_CASE("for_each day says which days brought no file, and whether the page said why") {
  with_steps(
      "- for_each: { day_in: period, steps: [ { goto: 'https://shop.example/day?d={{ day | yyyy-MM-dd }}' }, { if_visible: { element: "
      "'text=Export', then: [ { expect_download: { by: { click: 'text=Export' }, type: csv } } ] } } ] }",
      [](SiteSession& s) -> awaitable<void> {
        s.browser.server.handle("GET", "/day", [](HttpExchange& exchange) -> awaitable<void> {
          const std::string day = exchange.request().query.value("d");
          const std::string link = "<a href='/export.csv' download>Export</a>";
          co_await exchange.respond(HttpResponse::html(day == "2025-11-10"   ? link
                                                       : day == "2025-11-11" ? "<p>No records found</p>"
                                                                             : "<p>Nothing that is known</p>"));
        });
        s.browser.server.handle("GET", "/export.csv", HttpResponse::attachment("text/csv", "x.csv", "day\n1\n"));
        const ReportFiles files = co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
        CHECK(files.files.size() == 1);
        REQUIRE(files.days_without_file.size() == 2);
        CHECK(files.days_without_file[0].day.to_iso() == "2025-11-11");
        CHECK(files.days_without_file[0].page_showed_empty_marker);
        CHECK(files.days_without_file[1].day.to_iso() == "2025-11-12");
        CHECK_FALSE(files.days_without_file[1].page_showed_empty_marker);
      });
}

TEST_CASE("two files of one period are two parts") {
  with_steps(steps("- expect_download: { by: { click: 'text=Export' }, type: csv }"), [](SiteSession& s) -> awaitable<void> {
    serve(s, "");
    const ReportFiles files = co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
    REQUIRE(files.files.size() == 2);
    CHECK((files.files[0].part == 1 && files.files[1].part == 2));
  });
}

TEST_CASE("screenshot hands a picture of the page or of an element on") {
  with_steps(steps("- screenshot: whole\n- screenshot: { name: part, of: 'css=#menu' }"), [](SiteSession& s) -> awaitable<void> {
    serve(s, "");
    co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
    CHECK(s.pictures.at("whole").starts_with("\x89PNG"));
    CHECK(s.pictures.at("part").starts_with("\x89PNG"));
    CHECK(s.pictures.at("part").size() < s.pictures.at("whole").size());
  });
}

TEST_CASE("each step is reported with its time, and which alternative matched when it was not the first") {
  with_steps(steps("- click: ['css=#gone', 'css=.old', 'text=Here']\n- click: { on: 'text=Nowhere', optional: true, timeout: 300ms }"),
             [](SiteSession& s) -> awaitable<void> {
               serve(s, "<p>Here</p>");
               co_await s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline);
               REQUIRE(s.steps.size() == 5);
               CHECK(s.steps[1].drifted_to == "text=Here");
               CHECK(s.steps[0].drifted_to.empty());
               CHECK((s.steps[1].section == "orders" && s.steps[1].number == "2" && s.steps[1].words == "click \"css=#gone\"" &&
                      s.steps[1].line == 16));
               CHECK(s.steps[2].result == StepReport::Result::kPassedOver);
               CHECK(s.steps[2].duration >= std::chrono::milliseconds(200));
               CHECK(s.steps[3].number == "4.1");
               CHECK(s.steps[4].words == "expect_download csv");
             });
}

TEST_CASE("a position of an option that is no number names the line of the recipe") {
  with_steps(steps("- select_option: { in: 'css=select', index: 99999999999 }"), [](SiteSession& s) -> awaitable<void> {
    serve(s, "<select><option>A</select>");
    const auto error =
        co_await test::error_of<ConfigurationLacking>(s.site.run_report(kOrders, period("2025-11-10", "2025-11-12"), s.deadline));
    CHECK_THAT(error.what(),
               Catch::Contains(":") && Catch::Contains("select_option: the index \"99999999999\" is not a number of an option"));
  });
}

}  // namespace
}  // namespace nightporter::sites
