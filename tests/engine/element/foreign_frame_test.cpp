// Frames of another site, which live in another process: what is done in them, and what becomes of it when they go.
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <catch2/catch.hpp>

#include "engine/browser/frame.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/download/csv_download.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::failure_of;
using test::read_file;
using test::soon;

/// In which every other site gets a process of its own, as in full Chrome.
void in_chrome(test::ChromeTestBody body) {
  test::in_chrome({.extra_flags = {"--site-per-process"}}, std::move(body));
}

Locator in_frame(ChromeTest& t, const char* selector) {
  return t.page.main_frame().frame_locator(Selector::parse("iframe")).locator(Selector::parse(selector));
}

/// Shows a page with `html` in an iframe of another site; `around` stands before it. Returns the iframe's frame.
awaitable<Frame*> show_foreign(ChromeTest& t, std::string html, std::string around = "") {
  t.server.handle("GET", "/inner", HttpResponse::html("<!DOCTYPE html>" + html));
  co_await t.show(around + "<iframe src='" + t.server.localhost_url("/inner") + "'></iframe>");
  co_await in_frame(t, "body").wait_for(ElementState::kAttached, soon());
  Frame* frame = t.page.frames().at(1);
  if (&frame->session() == &t.page.session()) throw std::logic_error("the frame lives in the page's own process");
  co_return frame;
}

TEST_CASE("A36 what is clicked and asked in a frame of another process happens there", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    Frame* frame = co_await show_foreign(t, "<button onclick='window.clicks = (window.clicks || 0) + 1'>Go</button>");
    co_await in_frame(t, "button").click({}, soon());
    CHECK(co_await frame->evaluate("[location.host.startsWith('localhost'), window.clicks]", soon()) == "[true,1]");
    CHECK(co_await t.ask("window.clicks") == "null");
  });
}

TEST_CASE("A09 a frame of another process that has only just come gets each click, and gets it once", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner", HttpResponse::html("<!DOCTYPE html><button onclick=\"top.postMessage('clicked', '*')\">Go</button>"));
    co_await t.show(
        "<script>window.got = 0; window.missed = 0; addEventListener('message', () => ++got);"
        "addEventListener('mousedown', () => ++missed)</script><div id=place></div>");
    const std::string fresh =
        "n => { place.innerHTML = ''; const f = document.createElement('iframe'); f.style.marginLeft = n + 'px';"
        "f.src = '" +
        t.server.localhost_url("/inner") + "'; place.append(f) }";
    for (int round = 1; round <= 15; ++round) {
      INFO("round " << round);
      co_await t.page.evaluate(fresh, {std::to_string(round * 20)}, soon());
      co_await in_frame(t, "button").click({}, soon());
      co_await t.page.wait_for_function("window.got >= " + std::to_string(round), soon());
    }
    CHECK(co_await t.ask("new Promise(done => setTimeout(() => done([got, missed]), 200))") == "[15,0]");
  });
}

TEST_CASE("A10 an overlay that comes over a frame between aim and click gets nothing", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    // The page veils the frame for a while as soon as the mouse comes to its button.
    Frame* frame = co_await show_foreign(
        t, "<button onmousemove=\"top.postMessage('veil', '*')\" onclick='window.clicks = (window.clicks || 0) + 1'>Go</button>",
        "<script>addEventListener('message', () => { if (window.veiled) return; window.veiled = true;"
        "const veil = document.createElement('div'); veil.style = 'position:fixed;inset:0';"
        "veil.onpointerdown = veil.onmousedown = veil.onclick = () => window.missed = true; document.body.append(veil);"
        "setTimeout(() => veil.remove(), 400) })</script>");
    co_await in_frame(t, "button").click({}, soon());
    co_await t.page.wait_for_function("window.veiled", soon());
    CHECK(co_await frame->evaluate("window.clicks", soon()) == "1");
    CHECK(co_await t.ask("window.missed") == "null");
  });
}

TEST_CASE("A09 a frame that keeps mouse events from everybody else is clicked all the same, and once", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    Frame* frame = co_await show_foreign(
        t,
        "<script>for (const name of ['pointermove', 'mousemove', 'pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])"
        "addEventListener(name, event => { event.stopImmediatePropagation(); if (name === 'click') window.clicks = (window.clicks || 0) + 1"
        "}, {capture: true})</script><button>Go</button>");
    for (int round = 1; round <= 2; ++round) {
      co_await in_frame(t, "button").click({}, soon());
      CHECK(co_await frame->evaluate("window.clicks", soon()) == std::to_string(round));
    }
  });
}

TEST_CASE("A09 a click in a frame leaves the page around it open for others", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    // The frame goes with the press, and the rest of the click comes to the page.
    co_await show_foreign(
        t, "<button onmousedown=\"top.postMessage('done', '*')\">Go</button>",
        "<script>addEventListener('message', () => document.querySelector('iframe').remove());"
        "addEventListener('mousedown', () => window.pressed = (window.pressed || 0) + 1)</script><button id=own>Own</button>");
    co_await in_frame(t, "button").click({}, soon());
    co_await t.page.wait_for_function("!document.querySelector('iframe')", soon());
    const std::string box = co_await t.ask("(() => { const box = own.getBoundingClientRect(); return [box.x + 5, box.y + 5] })()");
    CHECK(co_await t.ask("window.pressed") == "null");
    const double x = std::stod(box.substr(1));
    const double y = std::stod(box.substr(box.find(',') + 1));
    co_await t.page.mouse().click({x, y}, MouseButton::kLeft, 1, {}, soon());  // as a person's hand would
    CHECK(co_await t.ask("window.pressed") == "1");
  });
}

TEST_CASE("A36 a file is given to a field of a frame in another process", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome([&folder](ChromeTest& t) -> awaitable<void> {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const auto file = folder.write("orders.csv", "a,b\n");
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    Frame* frame = co_await show_foreign(t, "<input type=file id=f>");
    co_await in_frame(t, "#f").upload({file}, soon());
    CHECK(co_await frame->evaluate("(async () => [f.files[0].name, await f.files[0].text()])()", soon()) == R"(["orders.csv","a,b\n"])");
  });
}

TEST_CASE("A36 a frame of another process that goes while something is asked of it or done in it ends that at once", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    using namespace boost::asio::experimental::awaitable_operators;
    Frame* frame = co_await show_foreign(t, "<button disabled>Go</button>");
    const auto question = [](Frame* asked) -> awaitable<std::string> {
      try {
        co_return co_await asked->evaluate("new Promise(() => {})", soon());
      } catch (const Error& error) {
        co_return error.what();
      }
    };
    const auto leave = [](ChromeTest& test) -> awaitable<void> {
      co_await test.ask("setTimeout(() => document.querySelector('iframe').remove(), 200), 1");
    };
    const std::string error = co_await (question(frame) && leave(t));
    CHECK_THAT(error, Catch::Contains("frame") || Catch::Contains("document"));
    CHECK(frame->is_detached());

    frame = co_await show_foreign(t, "<button disabled>Go</button>");
    co_await leave(t);
    const auto gone = co_await failure_of<ElementError>(in_frame(t, "button").click({}, Deadline::after(2s)));
    CHECK_THAT(gone.what(), Catch::Contains("iframe"));
    CHECK(co_await t.ask("1 + 1") == "2");
  });
}

TEST_CASE("A36 a worker of a frame in another process runs, and goes with its frame without holding up the page", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    HttpResponse worker = plain("text/javascript", "onmessage = event => postMessage(event.data + 1)");
    t.server.handle("GET", "/worker.js", worker);
    Frame* frame = co_await show_foreign(t, "<p>x</p>");
    CHECK(co_await frame->evaluate("new Promise(done => { window.w = new Worker('/worker.js'); w.onmessage = e => done(e.data); "
                                   "w.postMessage(1) })",
                                   soon()) == "2");
    co_await t.ask("document.querySelector('iframe').remove(), 1");
    CHECK(co_await t.ask("document.querySelectorAll('iframe').length") == "0");
    CHECK(t.page.frames().size() == 1);
    frame = co_await show_foreign(t, "<p>again</p>");
    CHECK(co_await frame->evaluate("document.body.innerText", soon()) == "\"again\"");
  });
}

TEST_CASE("A36 an answer to a frame of another process is captured, whether the frame was there before or comes later", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/orders", plain("application/json", "{\"a\":1}"));
    co_await show_foreign(t, "<button onclick=\"fetch('/orders')\">Go</button>");
    for (const bool is_new : {false, true}) {
      INFO("new frame: " << is_new);
      if (is_new) co_await t.show("<p>empty</p>");
      Download armed = co_await t.context.downloads().arm_capture(t.page, UrlPattern::containing("/orders"));
      if (is_new) co_await show_foreign(t, "<button onclick=\"fetch('/orders')\">Go</button>");
      co_await in_frame(t, "button").click({}, soon());
      const DownloadOutcome outcome = co_await armed.outcome(soon());
      INFO(explain(outcome));
      CHECK(read_file(outcome.file()) == "{\"a\":1}");
    }
  });
}

}  // namespace
}  // namespace nightporter::engine
