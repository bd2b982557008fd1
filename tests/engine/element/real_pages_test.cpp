// What pages of back offices do to clicks that no list of behaviours names.
#include <catch2/catch.hpp>

#include "engine/browser/frame.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/refusal.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::refusal_of;
using test::soon;

constexpr const char* kCount = " onclick='window.clicks = (window.clicks || 0) + 1'";

TEST_CASE("a button that disables or removes itself at the press gets one click", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<button onclick='window.clicks = (window.clicks || 0) + 1; this.disabled = true'>Send</button>");
    co_await t.find("button").click({}, soon());
    CHECK(co_await t.ask("window.clicks") == "1");
    co_await t.show("<button onclick='window.clicks = (window.clicks || 0) + 1; this.remove()'>Send</button>");
    co_await t.find("button").click({}, soon());
    CHECK(co_await t.ask("window.clicks") == "1");
    co_await t.show(std::string("<button onmousedown='this.classList.add(\"busy\")'") + kCount +
                    ">Send</button><style>.busy { opacity: 0.5; transform: translateX(3px) }</style>");
    co_await t.find("button").click({}, soon());
    CHECK(co_await t.ask("window.clicks") == "1");
  });
}

TEST_CASE("a page that is drawn larger or smaller is clicked where its elements are, frames included", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner",
                    HttpResponse::html("<!DOCTYPE html><div style='height:40px'></div><button style='width:40px;height:20px' "
                                       "onclick=\"top.postMessage('clicked', '*')\">Go</button>"));
    for (const char* style : {"html { zoom: 0.75 }", "body { zoom: 1.5 }", "body { transform: scale(0.8); transform-origin: 0 0 }",
                              "#place { zoom: 1.25 }", "iframe { zoom: 0.8; border: 7px solid }"}) {
      for (const std::string& inner : {t.server.url("/inner"), t.server.localhost_url("/inner")}) {
        INFO(style << " " << inner);
        co_await t.show("<style>" + std::string(style) +
                        "</style><script>window.got = 0; addEventListener('message', () => ++got)</script>"
                        "<div id=place style='padding:30px 0 0 60px'><button id=own style='width:30px;height:20px'" +
                        kCount + ">1</button><p><iframe src='" + inner + "'></iframe></div>");
        co_await t.find("#own").click({}, soon());
        CHECK(co_await t.ask("window.clicks") == "1");
        co_await t.page.main_frame().frame_locator(Selector::parse("iframe")).locator(Selector::parse("button")).click({}, soon());
        CHECK(co_await t.page.wait_for_function("window.got", soon()) == "1");
      }
    }
  });
}

TEST_CASE("what lies behind an open dialog waits for it, and the message names the dialog", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const std::string page =
        std::string("<button id=go") + kCount + ">Go</button><dialog id=d><p>Saved</p></dialog><script>d.showModal()</script>";
    co_await t.show(page);
    const auto error = co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("#go").click({}, deadline); });
    CHECK_THAT(error.last_state(), Catch::Contains("covered by"));
    CHECK(co_await t.ask("window.clicks") == "null");
    co_await t.show(page + "<script>setTimeout(() => d.close(), 300)</script>");
    co_await t.find("#go").click({}, soon());
    CHECK(co_await t.ask("window.clicks") == "1");
  });
}

TEST_CASE("a part of the page that is made inert waits", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(std::string("<main inert><button id=go") + kCount +
                    ">Go</button></main><script>setTimeout(() => document.querySelector('main').inert = false, 300)</script>");
    co_await t.find("#go").click({}, soon());
    CHECK(co_await t.ask("[window.clicks, document.querySelector('main').inert]") == "[1,false]");
  });
}

TEST_CASE("a link that is broken over two lines is clicked on one of them", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<div style='width:200px;font:20px monospace'>aaaaaaaaaaa <a href='#x'" + std::string(kCount) +
                    ">bbbbb ccc</a> ddddddddddd</div>");
    co_await t.find("a").click({}, soon());
    CHECK(co_await t.ask("window.clicks") == "1");
  });
}

TEST_CASE("what is drawn only when it is scrolled to is clicked where it is then", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    std::string sections;
    for (int i = 0; i < 30; ++i) {
      sections +=
          "<section style='content-visibility:auto;contain-intrinsic-size:50px'><div style='height:" + std::to_string(200 + i * 10) +
          "px'></div><button" + kCount + ">Row " + std::to_string(i) + " end</button></section>";
    }
    co_await t.show(sections);
    co_await t.find("text=Row 25 end").click({}, soon());
    co_await t.find("text=Row 3 end").click({}, soon());
    CHECK(co_await t.ask("window.clicks") == "2");
  });
}

TEST_CASE("a row that a table draws anew at every touch of the mouse is clicked once", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<div id=p></div><script>function draw() { p.innerHTML = '<button>Row</button>' } draw();"
        "p.addEventListener('mouseover', () => { if (!window.drawn) { window.drawn = true; draw() } });"
        "p.addEventListener('click', () => window.clicks = (window.clicks || 0) + 1)</script>");
    co_await t.find("button").click({}, soon());
    CHECK(co_await t.ask("[window.drawn, window.clicks]") == "[true,1]");
  });
}

}  // namespace
}  // namespace nightporter::engine
