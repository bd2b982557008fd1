#include <catch2/catch.hpp>

#include "engine/element/mouse.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/refusal.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using test::ChromeTest;
using test::failure_of;
using test::in_chrome;
using test::refusal_of;
using test::shortly;
using test::soon;

TEST_CASE("A01 a click waits until the element is shown", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    for (const char* hidden : {"display:none", "visibility:hidden"}) {
      co_await t.show(std::string("<div id=p style='") + hidden +
                      "'><button onclick='window.clicked = true'>Go</button></div>"
                      "<script>setTimeout(() => p.removeAttribute('style'), 300)</script>");
      co_await t.find("css=button").click({}, soon());
      CHECK(co_await t.ask("window.clicked") == "true");
    }
    co_await t.show("<button style='display:none'>Go</button>");
    const auto error =
        co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("css=button").click({}, deadline); });
    CHECK(error.last_state() == "element <button> is not visible");
  });
}

TEST_CASE("A02 a click waits until the element stands still, and follows it when it is replaced", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<style>@keyframes m { from { margin-left: 0 } to { margin-left: 400px } }"
        "button { animation: m 400ms linear forwards }</style>"
        "<button onclick='window.at = this.getBoundingClientRect().left'>Go</button>");
    co_await t.find("css=button").click({}, soon());
    CHECK(std::stod(co_await t.ask("window.at")) > 400);

    // What moves may be the box of a shadow tree that the element only lies in.
    co_await t.show(
        "<div id=host><button onclick='window.at = this.getBoundingClientRect().left'>Go</button></div><script>"
        "host.attachShadow({mode: 'open'}).innerHTML = '<style>@keyframes m { from { margin-left: 0 } to { margin-left: 400px } }"
        "div { animation: m 400ms linear forwards }</style><div><slot></slot></div>'</script>");
    co_await t.find("css=button").click({}, soon());
    CHECK(std::stod(co_await t.ask("window.at")) > 400);

    co_await t.show(
        "<div id=p><button>Old</button></div><script>let n = 0; const timer = setInterval(() => {"
        "p.innerHTML = '<button onclick=\"window.clicked = ' + n + '\">New</button>'; if (++n > 20) clearInterval(timer) }, 10)</script>");
    co_await t.find("css=button").click({}, soon());
    CHECK(co_await t.ask("window.clicked") != "null");
  });
}

TEST_CASE("A03 a click waits until nothing covers the element, and names what does", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const std::string html =
        "<button onclick='window.clicked = true'>Go</button>"
        "<div class=overlay id=o style='position:fixed;inset:0' onclick='window.missed = true'><p>Please wait</p></div>";
    co_await t.show(html);
    const auto error =
        co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("css=button").click({}, deadline); });
    CHECK_THAT(error.last_state(), Catch::Contains("is covered by <div id=o class=overlay>"));
    CHECK(co_await t.ask("window.missed") == "null");

    co_await t.show(html + "<script>setTimeout(() => o.remove(), 300)</script>");
    co_await t.find("css=button").click({}, soon());
    CHECK(co_await t.ask("[window.clicked, window.missed]") == "[true,null]");
  });
}

TEST_CASE("A03 an overlay that comes between aim and click gets nothing", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    // Of the button: Chrome may tell a new page of a mouse that nobody has moved.
    co_await t.show(
        "<button id=b onclick='window.clicked = (window.clicked || 0) + 1'>Go</button><script>b.addEventListener('mousemove', () => {"
        "window.veiled = true; const o = document.createElement('div');"
        "o.style = 'position:fixed;inset:0'; o.onmousedown = o.onclick = () => window.missed = true;"
        "document.body.append(o); setTimeout(() => o.remove(), 200) }, {once: true})</script>");
    co_await t.find("css=button").click({}, soon());
    CHECK(co_await t.ask("[window.veiled, window.clicked, window.missed]") == "[true,1,null]");
  });
}

TEST_CASE("A05 a click waits for a disabled control, but not for a disabled div", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<fieldset id=f disabled><button onclick='window.clicked = true'><span>Go</span></button></fieldset>"
        "<div disabled onclick='window.div = true'>Div</div><button id=aria aria-disabled=true>No</button>"
        "<script>setTimeout(() => f.disabled = false, 300)</script>");
    co_await t.find("css=span").click({}, soon());
    co_await t.find("text=Div").click({}, soon());
    CHECK(co_await t.ask("[window.clicked, window.div]") == "[true,true]");
    const auto error =
        co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("css=#aria").click({}, deadline); });
    CHECK(error.last_state() == "element <button id=aria> is disabled");
  });
}

TEST_CASE("A06 a caption that takes no clicks leaves them to its button", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button onclick='window.clicked = true'><span style='pointer-events:none'>Go</span></button>"
        "<button id=none style='pointer-events:none'>No</button>");
    co_await t.find("css=span").click({}, soon());
    CHECK(co_await t.ask("window.clicked") == "true");
    const auto error =
        co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("css=#none").click({}, deadline); });
    CHECK_THAT(error.last_state(), Catch::Contains("covered by"));
  });
}

TEST_CASE("A07 an element outside of the viewport is scrolled to", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    for (const char* html : {
             "<html style='scroll-behavior:smooth'><div style='height:3000px'></div><button onclick='window.clicked = true'>Go</button>",
             "<div style='height:100px;overflow:auto'><div style='height:2000px'></div><button onclick='window.clicked = "
             "true'>Go</button></div>",
             "<header style='position:sticky;top:0;height:120px;background:#ccc'>Head</header><div style='height:2000px'></div>"
             "<button onclick='window.clicked = true'>Go</button><div style='height:2000px'></div><script>scrollTo(0, 4000)</script>",
             "<div style='width:5000px'><button style='margin-left:4000px' onclick='window.clicked = true'>Go</button></div>",
             "<div style='height:2000px'></div><button style='display:contents' onclick='window.clicked = true'>Go</button>",
         }) {
      co_await t.show(html);
      co_await t.find("css=button").click({}, soon());
      CHECK(co_await t.ask("window.clicked") == "true");
    }
  });
}

TEST_CASE("A11 a click that navigates is done, and one on a page that navigates away is done on the next page", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/next", backoffice::HttpResponse::html("<button id=second onclick='window.clicked = true'>Go</button>"));
    co_await t.show("<a href=/next>Next</a>");
    co_await t.find("css=a").click({}, soon());
    co_await t.find("css=#second").click({}, soon());
    CHECK(co_await t.ask("window.clicked") == "true");

    co_await t.show("<p>wait</p><script>setTimeout(() => location = '/next', 300)</script>");
    co_await t.find("css=#second").click({}, soon());
    CHECK(co_await t.ask("window.clicked") == "true");
  });
}

TEST_CASE("A14 nothing happens to the page after a time-out", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button id=b disabled onclick='window.clicked = true'>Go</button><input id=i disabled oninput='window.filled = true'>");
    co_await failure_of<ElementNotActionable>(t.find("css=#b").click({}, shortly()));
    co_await failure_of<ElementNotActionable>(t.find("css=#i").fill("x", shortly()));
    co_await t.page.evaluate("b.disabled = i.disabled = false", soon());
    CHECK(co_await t.ask("new Promise(done => setTimeout(() => done([window.clicked, window.filled, i.value]), 300))") ==
          "[null,null,\"\"]");
  });
}

TEST_CASE("A14 a click that a busy page takes only when the time is up does not reach it", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const Deadline deadline = Deadline::after(3s);
    const auto past = std::chrono::system_clock::now().time_since_epoch() + 3500ms;
    // The move that comes before the press keeps the page busy beyond the deadline; the press is in its queue by then.
    co_await t.show(
        "<button id=b onclick='window.clicked = true'>Go</button><script>b.addEventListener('mousemove', () => {"
        "window.busy = true; while (Date.now() < " +
        std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(past).count()) + "); }, {once: true})</script>");
    const auto error = co_await failure_of<ElementNotActionable>(t.find("css=button").click({}, deadline));
    CHECK_THAT(error.last_state(), Catch::Contains("too busy") || Catch::Contains("the time was up"));
    CHECK(co_await t.ask("new Promise(done => setTimeout(() => done([window.busy, window.clicked]), 300))") == "[true,null]");
  });
}

TEST_CASE("A15 a forced click asks for nothing but the element", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<button>Go</button><div id=o style='position:fixed;inset:0' onclick='window.covered = true'></div>");
    co_await t.find("css=button").click({.force = Force::kYes}, soon());
    CHECK(co_await t.ask("window.covered") == "true");
    co_await refusal_of<ElementNotFound>([&](Deadline deadline) { return t.find("css=#none").click({.force = Force::kYes}, deadline); });
  });
}

TEST_CASE("A16 double, right, modified and placed clicks arrive as such", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button style='width:100px;height:50px;margin:7px;border:0'>Go</button><script>window.seen = [];"
        "for (const name of ['click', 'dblclick', 'contextmenu', 'auxclick']) document.querySelector('button')"
        ".addEventListener(name, e => { e.preventDefault(); seen.push([name, e.detail, e.button, e.ctrlKey, e.shiftKey, e.isTrusted, "
        "e.offsetX, e.offsetY]) })"
        "</script>");
    const auto seen = [&t](ClickOptions options) -> awaitable<std::string> {
      co_await t.find("css=button").click(options, soon());
      co_return co_await t.ask("window.seen.splice(0)");
    };
    CHECK(co_await seen({}) == R"([["click",1,0,false,false,true,50,25]])");
    CHECK(co_await seen({.modifiers = {.control = true, .shift = true}}) == R"([["click",1,0,true,true,true,50,25]])");
    CHECK(co_await seen({.position = Point{3, 4}}) == R"([["click",1,0,false,false,true,3,4]])");
    const std::string right = co_await seen({.button = MouseButton::kRight});
    CHECK_THAT(right, Catch::Contains("\"contextmenu\",0,2"));
    co_await t.find("css=button").double_click({}, soon());
    const std::string twice = co_await t.ask("window.seen.map(e => e.slice(0, 2))");
    CHECK(twice == R"([["click",1],["click",2],["dblclick",2]])");
    co_await t.find("css=button").hover(soon());
    CHECK(co_await t.ask("document.querySelector('button').matches(':hover')") == "true");
  });
}

TEST_CASE("A18 a checkbox is checked by itself or by its label, and left alone when it is", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<input type=checkbox id=c onchange='window.changes = (window.changes || 0) + 1'><label for=c>Remember me</label>"
        "<label><input type=checkbox id=tiny style='width:0;height:0;margin:0;appearance:none'>Tiny</label>"
        "<input type=radio name=r id=r1 checked><input type=radio name=r id=r2>"
        "<div role=switch id=s aria-checked=false tabindex=0 style='width:20px;height:20px'></div><script>s.onclick = () => "
        "s.setAttribute('aria-checked', s.getAttribute('aria-checked') === 'false')</script>"
        "<input type=checkbox id=stubborn onclick='return false'><div style='position:relative;width:90px;height:30px'>"
        "<input type=checkbox id=under><label for=under style='position:absolute;inset:0;background:#eee'>Drawn</label></div>");
    co_await t.find("css=#c").check(soon());
    co_await t.find("css=#c").check(soon());
    CHECK(co_await t.ask("[c.checked, window.changes]") == "[true,1]");
    co_await t.find("text=Remember me").uncheck(soon());
    CHECK(co_await t.find("label=Remember me").is_checked(soon()) == false);
    co_await t.find("css=#tiny").check(soon());
    co_await t.find("css=#r2").check(soon());
    co_await t.find("role=switch").check(soon());
    co_await t.find("css=#under").check(soon());
    CHECK(co_await t.ask("[tiny.checked, r2.checked, s.getAttribute('aria-checked'), under.checked]") == "[true,true,\"true\",true]");
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("css=#r2").uncheck(soon()))).what(), Catch::Contains("cannot be unchecked"));
    CHECK_THAT((co_await failure_of<ElementNotActionable>(t.find("css=#stubborn").check(soon()))).what(),
               Catch::Contains("did not change"));
  });
}

TEST_CASE("A24 a click that opens an alert returns, because dialogs are answered", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<button onclick='alert(1); window.after = confirm(2)'>Go</button>");
    co_await t.find("css=button").click({}, soon());
    CHECK(co_await t.ask("window.after") == "false");
  });
}

TEST_CASE("A37 a click that closes its own popup is done", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/popup", backoffice::HttpResponse::html("<button onclick='close()'>Close me</button>"));
    co_await t.show("<button onclick='window.open(\"/popup\")'>Open</button>");
    PopupWait popup = t.page.expect_popup();
    co_await t.find("css=button").click({}, soon());
    Page* opened = co_await popup.wait(soon());
    co_await opened->locator(Selector::parse("text=Close me")).click({}, soon());
  });
}

}  // namespace
}  // namespace nightporter::engine
