#include "engine/trace/trace_recorder.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "engine/browser/frame.h"
#include "engine/element/selector.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/support/npm_program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unpacked_zip.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::in_chrome;
using test::npm_file;
using test::read_file;
using test::run_node;
using test::shortly;
using test::soon;
using test::TemporaryFolder;
using test::unpacked_zip;

constexpr const char* kShop = R"html(<title>Shop</title><link rel=stylesheet href=/site.css><h1>Orders</h1>
<form><input id=user value=meera><input id=secret type=password oninput="repeat(value)"><input id=code oninput="repeat(value)"><input type=hidden name=csrf value=canary-hidden-0123456789></form>
<button id=show onclick="document.querySelector('#rows').textContent='three rows'; console.warn('shown', 3); fetch('/data.json')">Show</button>
<p id=rows>none</p><iframe src=/inner title=inner></iframe><img src=/logo.svg>
<div id=host></div><script>document.querySelector('#host').attachShadow({mode:'open'}).innerHTML='<b>in the shadow</b>';
// A careless page: what was typed stands in its text, its console and its requests.
function repeat(value) {
  document.querySelector('#echo').textContent = value;
  console.log(value);
  fetch('/data.json?seen=' + value);
}</script><p id=echo></p>)html";

void serve_shop(ChromeTest& test) {
  test.server.handle("GET", "/site.css", {.headers = {{"Content-Type", "text/css"}}, .body = "h1 { color: rgb(200, 0, 0) }"});
  test.server.handle("GET", "/inner", backoffice::HttpResponse::html("<p>inside of the frame"));
  test.server.handle(
      "GET", "/logo.svg",
      {.headers = {{"Content-Type", "image/svg+xml"}},
       .body = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><rect width='40' height='40' fill='green'/></svg>"});
  test.server.handle("GET", "/data.json",
                     {.headers = {{"Content-Type", "application/json"}, {"Set-Cookie", "sid=canary-cookie-1; HttpOnly"}},
                      .body = R"({"rows":3,"accessToken":"canary-token","visit":"canary-cookie-1"})"});
}

/// Playwright's own reader on a trace, in a folder of its own.
class PlaywrightTrace {
 public:
  explicit PlaywrightTrace(const std::filesystem::path& zip) : overview_(run({"open", zip})) {}
  std::string run(std::vector<std::string> words) {
    words.insert(words.begin(), {npm_file("playwright-core/cli.js"), "trace"});
    const auto result = run_node(words, {}, folder_.path());
    INFO(result.output);
    CHECK(result.exit_code == 0);
    return result.output;
  }
  const std::string& overview() const { return overview_; }
  std::filesystem::path operator/(std::string_view name) const { return folder_ / name; }

 private:
  TemporaryFolder folder_;
  std::string overview_;
};

awaitable<void> record_a_visit(ChromeTest& test, TraceRecorder& trace) {
  serve_shop(test);
  const std::string go = co_await trace.begin(test.page, {.title = "goto the shop", .method = "goto"}, soon());
  co_await test.show(kShop);
  co_await trace.end(test.page, go, "", soon());
  for (std::string secret : {"canary-password", "482913"}) test.context.hide(secret, {test.server.url("")});
  co_await test.find("css=#secret").fill("canary-password", soon());
  co_await test.find("css=#code").fill("482913", soon());
  const std::string click = co_await trace.begin(
      test.page, {.title = "click \"Show\"", .method = "click", .parameters = {{"selector", "css=#show"}}, .parent = ""}, soon());
  trace.log(click, "matched by its first selector");
  co_await test.find("css=#show").click({}, soon());
  co_await test.page.wait_for_function("document.querySelector('#rows').textContent == 'three rows'", soon());
  co_await test.page.evaluate("fetch('/data.json').then(answer => answer.text())", soon());
  co_await trace.end(test.page, click, "", soon());
  const std::string wrong = co_await trace.begin(test.page, {.title = "click \"Export\"", .method = "click"}, soon());
  co_await trace.end(test.page, wrong, "no element matches css=#export", soon());
}

TEST_CASE("Playwright reads a trace: its actions, error, console, network and pictures", "[npm]") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    const TemporaryFolder folder;
    TraceRecorder trace(test.context, {.title = "td/a668 order_report"});
    co_await record_a_visit(test, trace);
    co_await trace.write(folder / "t.zip", folder / "t.har", soon());

    PlaywrightTrace playwright(folder / "t.zip");
    CHECK_THAT(playwright.overview(), Catch::Contains("td/a668 order_report"));
    CHECK_THAT(playwright.run({"actions"}),
               Catch::Contains("goto the shop") && Catch::Contains("click \"Show\"") && Catch::Contains("click \"Export\""));
    CHECK_THAT(playwright.run({"errors"}), Catch::Contains("no element matches css=#export"));
    CHECK_THAT(playwright.run({"console"}), Catch::Contains("shown 3"));
    CHECK_THAT(playwright.run({"requests"}), Catch::Contains("data.json") && Catch::Contains("site.css"));
    CHECK_THAT(playwright.run({"action", "2"}), Catch::Contains("matched by its first selector"));
    playwright.run({"screenshot", "2", "-o", "picture.jpeg"});
    CHECK_THAT(read_file(playwright / "picture.jpeg"), Catch::StartsWith("\xFF\xD8\xFF"));
  });
}

TEST_CASE("no secret stands in a trace or a HAR: typed, hidden in a form, in a cookie, in an answer") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    const TemporaryFolder folder;
    TraceRecorder trace(test.context, {});
    co_await record_a_visit(test, trace);
    co_await trace.write(folder / "t.zip", folder / "t.har", soon());
    auto parts = unpacked_zip(folder / "t.zip");
    REQUIRE(parts["trace.trace"].size() > 3000);
    REQUIRE(parts["network.har"].size() > 1000);
    CHECK(parts["network.har"] == read_file(folder / "t.har"));
    for (const auto& [name, content] : parts) {
      CAPTURE(name);
      CHECK_THAT(content, !Catch::Contains("canary"));
      CHECK_THAT(content, !Catch::Contains("482913"));
    }
    CHECK_THAT(parts["trace.trace"],
               Catch::Contains("meera") && Catch::Contains("in the shadow") && Catch::Contains("inside of the frame"));
  });
}

/// "before@call@1" → the nodes of the document as JSON; a reference to an earlier snapshot is one of numbers.
std::map<std::string, std::string> snapshots_in(const std::string& trace) {
  std::map<std::string, std::string> snapshots;
  std::istringstream lines(trace);
  for (std::string line; std::getline(lines, line);) {
    const boost::json::value event = boost::json::parse(line);
    if (event.at("type").as_string() != "frame-snapshot") continue;
    const auto& snapshot = event.at("snapshot").as_object();
    snapshots[std::string(snapshot.at("snapshotName").as_string())] = boost::json::serialize(snapshot.at("html"));
  }
  return snapshots;
}

TEST_CASE("a snapshot shows the page before what is done to it next, and is referred to while nothing is done") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    const TemporaryFolder folder;
    TraceRecorder trace(test.context, {.detail = TraceDetail::kEssential});
    co_await test.show("<p id=state>one</p>");
    for (const std::string word : {"two", "three", "four"}) {
      const std::string call = co_await trace.begin(test.page, {.title = word}, soon());
      co_await test.page.evaluate("document.querySelector('#state').textContent = '" + word + "'", soon());
      co_await trace.end(test.page, call, "", soon());
    }
    co_await trace.write(folder / "t.zip", {}, soon());
    const auto snapshots = snapshots_in(unpacked_zip(folder / "t.zip")["trace.trace"]);
    CHECK(snapshots.size() == 6);
    for (const auto& [name, word] : std::map<std::string, std::string>{
             {"before@call@1", "one"}, {"after@call@1", "two"}, {"after@call@2", "three"}, {"after@call@3", "four"}}) {
      CAPTURE(name);
      CHECK_THAT(snapshots.at(name), Catch::Contains("\"" + word + "\""));
    }
    for (const char* name : {"before@call@2", "before@call@3"}) CHECK_THAT(snapshots.at(name), Catch::StartsWith("[[1,"));
  });
}

TEST_CASE("restarting forgets what was recorded") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    const TemporaryFolder folder;
    TraceRecorder trace(test.context, {});
    co_await record_a_visit(test, trace);
    trace.restart("second");
    const std::string call = co_await trace.begin(test.page, {.title = "only this"}, soon());
    co_await trace.end(test.page, call, "", soon());
    co_await trace.write(folder / "t.zip", "", soon());
    CHECK_THAT(unpacked_zip(folder / "t.zip").at("trace.trace"), Catch::Contains("only this") && !Catch::Contains("goto the shop"));
  });
}

TEST_CASE("a picture shows dots where a secret was typed or is repeated, and the page is as before afterwards") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    co_await test.show(
        "<style>*{font:20px monospace}</style><input id=code><p id=echo style='color:red'></p><input maxlength=1><input maxlength=1>");
    const std::string before = co_await test.ask("document.body.innerHTML");
    const std::string bare = co_await test.page.screenshot({}, soon());
    test.context.hide("482913", {test.server.url("")});
    co_await test.ask("document.querySelector('#code').value = '482913'; document.querySelector('#echo').textContent = 'not 482913'");
    const std::string with_code = co_await test.page.screenshot({}, soon());
    co_await test.ask("document.querySelector('#code').value = '111111'; document.querySelector('#echo').textContent = 'not 111111'");
    const std::string with_another = co_await test.page.screenshot({}, soon());
    co_await test.ask("document.querySelector('#code').value = '482913'; document.querySelector('#echo').textContent = 'not 482913'");
    // The same dots whatever the digits are; without them, the pictures of two codes differ.
    CHECK(with_code != bare);
    CHECK(with_code != with_another);
    co_await test.ask("document.querySelector('#code').value = '935214'; document.querySelector('#echo').textContent = 'not 935214'");
    test.context.hide("935214", {test.server.url("")});
    CHECK(co_await test.page.screenshot({}, soon()) == with_code);
    co_await test.ask("document.querySelector('#code').value = ''; document.querySelector('#echo').textContent = ''");
    CHECK(co_await test.ask("document.body.innerHTML") == before);
  });
}

TEST_CASE("a code in boxes of one digit, and one typed in part, is dotted as well") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    co_await test.show(
        "<style>*{font:20px monospace}</style><input id=code><input maxlength=1><input maxlength=1><input maxlength=1><input maxlength=1>");
    test.context.hide("4829", {test.server.url("")});
    test.context.hide("5317", {test.server.url("")});
    const std::string type =
        "(code) => { const boxes = [...document.querySelectorAll('[maxlength]')]; boxes.forEach((box, i) => box.value = code[i]);"
        "document.querySelector('#code').value = code.slice(0, 3) }";
    co_await test.page.evaluate(type, {R"("4829")"}, soon());
    const std::string one = co_await test.page.screenshot({}, soon());
    co_await test.page.evaluate(type, {R"("5317")"}, soon());
    CHECK(co_await test.page.screenshot({}, soon()) == one);
    co_await test.page.evaluate(type, {R"("1234")"}, soon());
    CHECK(co_await test.page.screenshot({}, soon()) != one);
  });
}

}  // namespace
}  // namespace nightporter::engine
