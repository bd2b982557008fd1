#include "engine/browser/frame.h"

#include <catch2/catch.hpp>

#include "cdp/error.h"
#include "cdp/session.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "tests/support/browser_session.h"

using namespace std::chrono_literals;

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

/// Waits until the page has a frame whose URL matches, and returns it.
awaitable<Frame*> frame_with_url(Page& page, std::string part, Deadline deadline) {
  for (;;) {
    for (Frame* frame : page.frames()) {
      if (frame->url().find(part) != std::string::npos) co_return frame;
    }
    co_await page.evaluate("new Promise(next => setTimeout(next, 10))", deadline);
  }
}

/// A site whose /outer holds a frame of the same site, which holds one of another site, which holds one of the first again.
void serve_nested_frames(backoffice::HttpServer& server) {
  server.handle("GET", "/outer", HttpResponse::html("<iframe name=middle src=/middle></iframe>"));
  server.handle("GET", "/middle", HttpResponse::html("<p>middle</p><iframe src='" + server.localhost_url("/foreign") + "'></iframe>"));
  server.handle("GET", "/foreign", HttpResponse::html("<p>foreign</p><iframe src='" + server.url("/inner") + "'></iframe>"));
  server.handle("GET", "/inner", HttpResponse::html("<p>inner</p>"));
}

TEST_CASE("nested frames are a tree, in this process and in others") {
  for (const WindowMode mode : {WindowMode::kHeadlessShell, WindowMode::kHeadless}) {
    with_browser(
        [](BrowserSession& session) -> awaitable<void> {
          serve_nested_frames(session.server);
          co_await session.page->go_to(session.server.url("/outer"), WaitUntil::kLoad, session.deadline);
          const std::vector<Frame*> frames = session.page->frames();
          REQUIRE(frames.size() == 4);
          CHECK(frames[0] == &session.page->main_frame());
          CHECK(frames[1]->name() == "middle");
          CHECK(frames[1]->parent() == frames[0]);
          CHECK(frames[2]->url() == session.server.localhost_url("/foreign"));
          CHECK(frames[3]->parent() == frames[2]);
          CHECK(frames[2]->children() == std::vector<Frame*>{frames[3]});
          // The frame of another site lives in a session of its own, and the one of our site inside of it in a third.
          CHECK(&frames[1]->session() == &session.page->session());
          CHECK(&frames[2]->session() != &session.page->session());
          CHECK(&frames[3]->session() != &frames[2]->session());
          for (const World world : {World::kMain, World::kUtility}) {
            CHECK(co_await frames[1]->evaluate_in(world, "document.body.innerText", {}, session.deadline) == "\"middle\"");
            CHECK(co_await frames[2]->evaluate_in(world, "document.querySelector('p').innerText", {}, session.deadline) == "\"foreign\"");
            CHECK(co_await frames[3]->evaluate_in(world, "document.body.innerText", {}, session.deadline) == "\"inner\"");
          }
        },
        {.launch = {.window_mode = mode, .extra_flags = {"--site-per-process"}}});
  }
}

TEST_CASE("A36 a frame that moves to another site and back stays the same frame", "[browsers][pipe]") {
  with_browser(
      [](BrowserSession& session) -> awaitable<void> {
        session.server.handle("GET", "/a", HttpResponse::html("<title>a</title>"));
        co_await session.show("<iframe id=f src=/a></iframe>");
        Frame* frame = co_await frame_with_url(*session.page, "/a", session.deadline);
        for (int round = 0; round < 5; ++round) {
          for (const std::string& url : {session.server.localhost_url("/a"), session.server.url("/a")}) {
            co_await session.page->evaluate("url => new Promise(done => { f.onload = () => done(1); f.src = url })", {"\"" + url + "\""},
                                            session.deadline);
            CHECK_FALSE(frame->is_detached());
            co_await session.page->wait_for_function("1", session.deadline);
            CHECK(co_await frame->evaluate("location.href", session.deadline) == "\"" + url + "\"");
            CHECK(session.page->frames().size() == 2);
          }
        }
      },
      {.launch = {.extra_flags = {"--site-per-process"}}});
}

TEST_CASE("a frame that leaves the page throws for whoever asks it") {
  for (const char* flag : {"--site-per-process", "--disable-site-isolation-trials"}) {
    with_browser(
        [](BrowserSession& session) -> awaitable<void> {
          serve_nested_frames(session.server);
          co_await session.page->go_to(session.server.url("/outer"), WaitUntil::kLoad, session.deadline);
          Frame* inner = co_await frame_with_url(*session.page, "/inner", session.deadline);
          co_await session.page->evaluate("document.querySelector('iframe').remove()", session.deadline);
          CHECK_THROWS_AS(co_await inner->context_of(World::kMain, Deadline::after(10s)), FrameDetached);
          CHECK(inner->is_detached());
          CHECK_THROWS_AS(inner->session(), FrameDetached);
          CHECK(session.page->frames().size() == 1);
        },
        {.launch = {.extra_flags = {flag}}});
  }
}

TEST_CASE("frames go with the document that held them") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    serve_nested_frames(session.server);
    co_await session.page->go_to(session.server.url("/outer"), WaitUntil::kLoad, session.deadline);
    Frame* middle = session.page->frames()[1];
    session.server.handle("GET", "/plain", HttpResponse::html("plain"));
    co_await session.page->go_to(session.server.url("/plain"), WaitUntil::kLoad, session.deadline);
    CHECK(session.page->frames() == std::vector<Frame*>{&session.page->main_frame()});
    CHECK(middle->is_detached());
    CHECK(middle->url().empty());
  });
}

TEST_CASE("each document has worlds of its own") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<p></p>");
    const ExecutionContext before = co_await session.page->main_frame().utility_context(session.deadline);
    co_await session.page->reload(WaitUntil::kLoad, session.deadline);
    const ExecutionContext after = co_await session.page->main_frame().utility_context(session.deadline);
    CHECK_FALSE(before.unique_id.empty());
    CHECK(before.unique_id != after.unique_id);
    CHECK(after.session == &session.page->session());
  });
}

HttpResponse script(std::string text) {
  return {.headers = {{"Content-Type", "text/javascript"}}, .body = std::move(text)};
}

TEST_CASE("pages with workers are not held up") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/worker.js", script("postMessage('up')"));
    session.server.handle("GET", "/service.js", script("self.x = 1"));
    co_await session.show("<p></p>");
    CHECK(co_await session.page->evaluate(
              "new Promise(done => { const w = new Worker('/worker.js'); w.onmessage = event => done(event.data) })", session.deadline) ==
          "\"up\"");
    session.server.handle("GET", "/shared.js", script("onconnect = event => event.ports[0].postMessage('shared')"));
    CHECK(co_await session.page->evaluate(
              "new Promise(done => { const w = new SharedWorker('/shared.js'); w.port.onmessage = event => done(event.data) })",
              session.deadline) == "\"shared\"");
    CHECK(co_await session.page->evaluate(
              "navigator.serviceWorker.register('/service.js').then(() => navigator.serviceWorker.ready).then(() => 1)",
              session.deadline) == "1");
  });
}

}  // namespace
}  // namespace nightporter::engine
