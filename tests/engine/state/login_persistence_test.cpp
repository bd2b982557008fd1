#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "engine/state/storage_state.h"
#include "tests/support/browser_session.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

const OriginState* find_origin(const StorageState& state, const std::string& origin) {
  const auto found =
      std::find_if(state.origins.begin(), state.origins.end(), [&](const OriginState& entry) { return entry.origin == origin; });
  return found == state.origins.end() ? nullptr : &*found;
}

StorageState signed_in(const std::string& origin) {
  StorageState state;
  state.cookies.push_back({.name = "sid", .value = "1", .domain = "127.0.0.1"});
  state.origins.push_back({.origin = origin,
                           .local_storage = {{"token", "t"}},
                           .indexed_db = R"([{"name":"db","version":1,"stores":[{"name":"s","records":[{"key":1,"value":"v"}],)"
                                         R"("indexes":[],"autoIncrement":false}]}])"});
  return state;
}

TEST_CASE("S06 a state that is set later comes to the same as one that is given at the start, and replaces all", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    signed_in(session.server.url("")).write_file(folder / "state.json");
    const StorageState given = StorageState::read_file(folder / "state.json");
    auto at_start = co_await session.browser->new_context({.storage_state = given}, session.deadline);

    session.server.handle("GET", "/old", HttpResponse::html("<script>localStorage.old = 1; document.cookie = 'old=1'</script>"));
    co_await session.page->go_to(session.server.localhost_url("/old"), WaitUntil::kLoad, session.deadline);
    co_await session.page->go_to(session.server.url("/old"), WaitUntil::kLoad, session.deadline);
    co_await session.page->evaluate(
        "new Promise(resolve => { const request = indexedDB.open('old', 1); request.onsuccess = () => { "
        "request.result.close(); resolve(1) } })",
        session.deadline);
    co_await session.context->set_storage_state(given, session.deadline);

    const StorageState taken = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    CHECK(taken == co_await at_start->storage_state(IndexedDb::kCapture, session.deadline));
    CHECK(taken == given);
    co_await at_start->close(session.deadline);
  });
}

TEST_CASE("S06 of a state that is replaced before the first tab, no sessionStorage comes into that", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    StorageState first;
    first.origins.push_back({.origin = session.server.url(""), .session_storage = {{"of", "the first"}}});
    StorageState second;
    second.origins.push_back({.origin = session.server.localhost_url(""), .session_storage = {{"of", "the second"}}});
    auto context = co_await session.browser->new_context({.storage_state = first}, session.deadline);
    co_await context->set_storage_state(second, session.deadline);
    Page* page = co_await context->new_page(session.deadline);
    session.server.handle("GET", "/app", HttpResponse::html("<!doctype html><title>App</title>"));
    co_await page->go_to(session.server.url("/app"), WaitUntil::kLoad, session.deadline);
    CHECK(co_await page->evaluate("sessionStorage.of ?? null", session.deadline) == "null");
    co_await page->go_to(session.server.localhost_url("/app"), WaitUntil::kLoad, session.deadline);
    CHECK(co_await page->evaluate("sessionStorage.of ?? null", session.deadline) == "\"the second\"");
    co_await context->close(session.deadline);
  });
}

TEST_CASE("S10 a state that cannot be set later is named with its reason", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    StorageState bad;
    bad.origins.push_back({.origin = "foo", .local_storage = {{"a", "b"}}});
    CHECK_THROWS_WITH(co_await session.context->set_storage_state(bad, session.deadline), Catch::Contains("\"foo\" is not an origin"));
  });
}

TEST_CASE("S13 S14 localStorage of a frame of another site is set, and comes back", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/top", HttpResponse::html("<iframe src='" + session.server.url("/frame") + "'></iframe>"));
    session.server.handle("GET", "/frame",
                          HttpResponse::html("<script>window.seen = localStorage.token; localStorage.token = 't'</script>"));
    const auto seen_in_frame = [&session](Page* page) -> awaitable<std::string> {
      co_await page->go_to(session.server.localhost_url("/top"), WaitUntil::kLoad, session.deadline);
      for (Frame* frame : page->frames())
        if (frame != &page->main_frame()) co_return co_await frame->evaluate("window.seen ?? null", session.deadline);
      co_return "no frame";
    };
    CHECK(co_await seen_in_frame(session.page) == "null");
    const StorageState state = co_await session.context->storage_state(session.deadline);
    REQUIRE(find_origin(state, session.server.url("")));
    auto context = co_await session.browser->new_context({.storage_state = state}, session.deadline);
    Page* page = co_await context->new_page(session.deadline);
    CHECK(co_await seen_in_frame(page) == "\"t\"");
    CHECK(co_await context->storage_state(session.deadline) == state);
    co_await context->close(session.deadline);
  });
}

TEST_CASE("S29 a login without a page works in a page, and the other way round", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/login", HttpResponse::text("ok").set_cookie("sid", "of the API", "Path=/; HttpOnly"));
    session.server.handle("GET", "/app", HttpResponse::html("<!doctype html><title>App</title>"));
    co_await session.page->go_to(session.server.url("/app"), WaitUntil::kLoad, session.deadline);
    co_await session.page->evaluate("fetch('/login').then(answer => answer.text())", session.deadline);
    const StorageState state = co_await session.context->storage_state(session.deadline);
    auto context = co_await session.browser->new_context({.storage_state = state}, session.deadline);
    session.server.forget_requests();
    Page* page = co_await context->new_page(session.deadline);
    co_await page->go_to(session.server.url("/app"), WaitUntil::kLoad, session.deadline);
    CHECK(session.server.wait_for_request("GET", "/app").cookies.value("sid") == "of the API");
    session.server.forget_requests();
    co_await page->evaluate("fetch('/app').then(answer => answer.text())", session.deadline);
    CHECK(session.server.wait_for_request("GET", "/app").cookies.value("sid") == "of the API");
    co_await context->close(session.deadline);
  });
}

TEST_CASE("S34 an origin that was stored once is captured again, visited in this run or not", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    StorageState given = signed_in(session.server.url(""));
    given.origins.push_back({.origin = session.server.localhost_url(""), .local_storage = {{"other", "o"}}});
    session.server.handle("GET", "/app", HttpResponse::html("<script>localStorage.token = 'rotated'</script>"));
    StorageState state = given;
    for (int night = 0; night < 2; ++night) {
      auto context = co_await session.browser->new_context({.storage_state = state}, session.deadline);
      Page* page = co_await context->new_page(session.deadline);
      co_await page->go_to(session.server.url("/app"), WaitUntil::kLoad, session.deadline);
      state = co_await context->storage_state(IndexedDb::kCapture, session.deadline);
      co_await context->close(session.deadline);
    }
    REQUIRE(find_origin(state, session.server.url("")));
    CHECK(find_origin(state, session.server.url(""))->local_storage == std::vector<StorageItem>{{"token", "rotated"}});
    REQUIRE(find_origin(state, session.server.localhost_url("")));
    CHECK(find_origin(state, session.server.localhost_url(""))->local_storage == std::vector<StorageItem>{{"other", "o"}});
    CHECK(find_origin(state, session.server.url(""))->indexed_db == given.origins[0].indexed_db);
  });
}

}  // namespace
}  // namespace nightporter::engine
