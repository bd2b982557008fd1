#include <catch2/catch.hpp>

#include "engine/browser/frame.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/refusal.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::failure_of;
using test::in_chrome;
using test::refusal_of;
using test::shortly;
using test::soon;

/// Its button says "clicked" of a click in its middle, and of any other how far off that was.
constexpr const char* kInner =
    "<body style='margin:0'><div style='height:60px'></div><button style='width:80px;height:20px;border:0' "
    "onclick='const x = event.offsetX - 40, y = event.offsetY - 10;"
    "window.top.postMessage(Math.hypot(x, y) < 2 ? \"clicked\" : [x, y], \"*\")'>Go</button>"
    "<input id=i>";
constexpr const char* kListen = "<script>window.got = []; addEventListener('message', e => got.push(e.data))</script>";

Locator in_frame(ChromeTest& t, const char* frame, const char* selector) {
  return t.page.main_frame().frame_locator(Selector::parse(frame)).locator(Selector::parse(selector));
}

TEST_CASE("A09 a click inside of an iframe lands where it should, whatever the iframe looks like", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner", backoffice::HttpResponse::html(kInner));
    for (const char* style :
         {"border:10px solid", "padding:7px 13px", "transform:scale(1.5);transform-origin:0 0", "transform:rotate(20deg);margin:100px",
          "transform:rotate(90deg) scale(0.5)", "margin-top:2000px", "margin-left:50px;border:3px solid;padding:5px;scale:0.8"}) {
      INFO(style);
      co_await t.show(std::string(kListen) + "<iframe src=/inner style='" + style + "'></iframe>");
      co_await in_frame(t, "iframe", "css=button").click({}, soon());
      CHECK(co_await t.page.wait_for_function("window.got.length && window.got", soon()) == "[\"clicked\"]");
    }
    // Far larger than what can be seen of it, so that there is nothing to scroll inside.
    t.server.handle("GET", "/inner", backoffice::HttpResponse::html(std::string("<div style='height:4000px'></div>") + kInner));
    co_await t.show(std::string(kListen) + "<iframe src=/inner style='width:400px;height:4300px'></iframe>");
    co_await in_frame(t, "iframe", "css=button").click({}, soon());
    CHECK(co_await t.page.wait_for_function("window.got.length && window.got", soon()) == "[\"clicked\"]");
  });
}

TEST_CASE("A09 frames are nested, in this process and in another", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner", backoffice::HttpResponse::html(kInner));
    const std::string there = t.server.localhost_url("/middle");
    t.server.handle("GET", "/middle",
                    backoffice::HttpResponse::html("<div style='height:400px'></div><iframe name=inner src='" + t.server.url("/inner") +
                                                   "' style='border:5px solid'></iframe>"));
    for (const std::string& middle : {t.server.url("/middle"), there}) {
      INFO(middle);
      co_await t.show(std::string(kListen) + "<h1>Outer</h1><iframe name=middle style='height:200px;margin:20px' src='" + middle +
                      "'></iframe>");
      const FrameLocator inner =
          t.page.main_frame().frame_locator(Selector::parse("[name=middle]")).frame_locator(Selector::parse("[name=inner]"));
      co_await inner.locator(Selector::parse("css=button")).click({}, soon());
      CHECK(co_await t.page.wait_for_function("window.got.length && window.got", soon()) == "[\"clicked\"]");
      co_await inner.locator(Selector::parse("#i")).fill("filled", soon());
      CHECK(co_await inner.locator(Selector::parse("#i")).input_value(soon()) == "filled");
      co_await inner.locator(Selector::parse("#i")).type("+", soon());
      CHECK_THAT(co_await inner.locator(Selector::parse("#i")).input_value(soon()), Catch::Contains("+"));
      CHECK(inner.locator(Selector::parse("#i")).describe() == "#i, in frame [name=inner], in frame [name=middle]");
    }
  });
}

TEST_CASE("A10 an overlay of the outer page over an iframe is noticed", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner", backoffice::HttpResponse::html(kInner));
    co_await t.show("<iframe src=/inner></iframe><div class=veil style='position:fixed;inset:0'></div>");
    const auto error = co_await refusal_of<ElementNotActionable>(
        [&](Deadline deadline) { return in_frame(t, "iframe", "css=button").click({}, deadline); });
    CHECK_THAT(error.last_state(), Catch::Contains("covered by <div class=veil>"));
    const auto hover =
        co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return in_frame(t, "iframe", "css=button").hover(deadline); });
    CHECK_THAT(hover.last_state(), Catch::Contains("covered by <div class=veil>"));
  });
}

TEST_CASE("A12 an iframe that goes or comes during an action is waited for or told", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner", backoffice::HttpResponse::html(kInner));
    co_await t.show(std::string(kListen) +
                    "<script>setTimeout(() => { const f = document.createElement('iframe'); f.src = '/inner'; document.body.append(f) }, "
                    "300)</script><body>");
    co_await in_frame(t, "iframe", "css=button").click({}, soon());
    CHECK(co_await t.page.wait_for_function("window.got.length && window.got", soon()) == "[\"clicked\"]");

    co_await t.ask("setTimeout(() => document.querySelector('iframe').remove(), 200), 0");
    const auto error = co_await failure_of<ElementError>(in_frame(t, "iframe", "#none").click({}, test::shortly()));
    CHECK_THAT(error.what(), Catch::Contains("in frame iframe"));
    const auto wrong = co_await failure_of<ActionRefused>(in_frame(t, "body", "#none").click({}, soon()));
    CHECK_THAT(wrong.what(), Catch::Contains("is not an iframe"));
  });
}

TEST_CASE("A12 an iframe that is put in the place of another while a click waits gets the click", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner", backoffice::HttpResponse::html(kInner));
    t.server.handle("GET", "/waiting", backoffice::HttpResponse::html("<button disabled>Go</button>"));
    for (const std::string& waiting : {t.server.url("/waiting"), t.server.localhost_url("/waiting")}) {
      INFO(waiting);
      co_await t.show(std::string(kListen) + "<iframe src='" + waiting +
                      "'></iframe><script>onload = () => setTimeout(() => { document.querySelector('iframe').remove();"
                      "const f = document.createElement('iframe'); f.src = '/inner'; document.body.append(f) }, 500)</script>");
      co_await in_frame(t, "iframe", "css=button").click({}, soon());
      CHECK(co_await t.page.wait_for_function("window.got.length && window.got", soon()) == "[\"clicked\"]");
    }
  });
}

TEST_CASE("A36 a file is uploaded and a picture taken in an out-of-process iframe", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle(
        "GET", "/inner",
        backoffice::HttpResponse::html("<body style='margin:0'><div id=d style='width:30px;height:20px;background:red'></div>"));
    co_await t.show("<iframe style='margin-top:1500px' src='" + t.server.localhost_url("/inner") + "'></iframe>");
    const std::string png = co_await in_frame(t, "iframe", "#d").screenshot(soon());
    REQUIRE(png.size() > 24);
    CHECK(static_cast<unsigned char>(png[19]) == 30);
    CHECK(static_cast<unsigned char>(png[23]) == 20);
  });
}

}  // namespace
}  // namespace nightporter::engine
