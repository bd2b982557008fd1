#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "engine/evidence/evidence_ring.h"
#include "engine/state/storage_state.h"
#include "tests/support/browser_session.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

const Cookie* find_cookie(const StorageState& state, const std::string& name) {
  const auto found = std::find_if(state.cookies.begin(), state.cookies.end(), [&](const Cookie& cookie) { return cookie.name == name; });
  return found == state.cookies.end() ? nullptr : &*found;
}

const OriginState* find_origin(const StorageState& state, const std::string& origin) {
  const auto found =
      std::find_if(state.origins.begin(), state.origins.end(), [&](const OriginState& entry) { return entry.origin == origin; });
  return found == state.origins.end() ? nullptr : &*found;
}

std::string origin_of_server(const std::string& url) {
  return url.substr(0, url.size() - 1);
}

TEST_CASE("S01 S08 localStorage of origins visited one after the other is captured, unnoticed", "[browsers][pipe]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/set", HttpResponse::html("<script>localStorage.setItem('where', location.hostname)</script>"));
    co_await session.page->go_to(session.server.url("/set"), WaitUntil::kLoad, session.deadline);
    co_await session.page->go_to(session.server.localhost_url("/set"), WaitUntil::kLoad, session.deadline);
    session.server.handle("GET", "/favicon.ico", HttpResponse::text("", 404));  // full Chrome asks for it, when it likes
    const auto count = [&session] { return session.server.requests().size() - session.server.count_requests("GET", "/favicon.ico"); };
    const std::size_t requests = count();
    PopupWait popup = session.page->expect_popup();
    const StorageState state = co_await session.context->storage_state(session.deadline);
    const OriginState* left = find_origin(state, origin_of_server(session.server.url("/")));
    const OriginState* here = find_origin(state, origin_of_server(session.server.localhost_url("/")));
    REQUIRE(left);
    REQUIRE(here);
    CHECK(left->local_storage == std::vector<StorageItem>{{"where", "127.0.0.1"}});
    CHECK(here->local_storage == std::vector<StorageItem>{{"where", "localhost"}});
    CHECK(count() == requests);
    for (const auto& request : session.context->evidence().requests())
      CHECK((request.url.ends_with("/set") || request.url.ends_with("/favicon.ico")));
    CHECK(session.context->pages() == std::vector<Page*>{session.page});
  });
}

TEST_CASE("S02 S07 S09 S32 a captured state signs a new context in before the first script, once, and in the first tab",
          "[browsers][pipe]") {
  const bool opens_page = GENERATE(false, true);
  with_browser([opens_page](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/login",
                          HttpResponse::html("<script>localStorage.token = 'l €'; sessionStorage.step = 's'</script>")
                              .set_cookie("sid", "a b", "Path=/; HttpOnly; SameSite=Strict")
                              .set_cookie("empty", "", "Path=/")
                              .set_cookie("keep", "k", "Path=/; Max-Age=100000"));
    co_await session.page->go_to(session.server.url("/login"), WaitUntil::kLoad, session.deadline);
    const StorageState state = StorageState::parse((co_await session.context->storage_state(session.deadline)).to_json());
    REQUIRE(find_cookie(state, "sid"));
    CHECK(find_cookie(state, "sid")->same_site == "Strict");
    CHECK(find_cookie(state, "sid")->http_only);
    CHECK(find_cookie(state, "sid")->expires == -1);
    CHECK(find_cookie(state, "keep")->expires > 1'000'000'000);
    CHECK(find_cookie(state, "keep")->same_site == "Lax");

    auto context = co_await session.browser->new_context({.storage_state = state, .opens_page = opens_page}, session.deadline);
    Page* page = co_await context->new_page(session.deadline);
    CHECK(context->pages() == std::vector<Page*>{page});
    CHECK(page->url() == "about:blank");
    CHECK(co_await page->evaluate("history.length", session.deadline) == "1");
    session.server.handle("GET", "/app",
                          HttpResponse::html("<script>window.seen = [localStorage.token, sessionStorage.step ?? null]</script>"));
    session.server.forget_requests();
    co_await page->go_to(session.server.url("/app"), WaitUntil::kLoad, session.deadline);
    CHECK(co_await page->evaluate("seen", session.deadline) == R"(["l \u20ac","s"])");
    const auto request = session.server.wait_for_request("GET", "/app");
    CHECK(request.cookies.value("sid") == "a b");
    CHECK(request.cookies.contains("empty"));
    CHECK(session.server.requests().size() == 1);
    CHECK(context->evidence().requests().size() == 1);

    // Once only: what the page changes stays changed.
    co_await page->evaluate("localStorage.token = 'new', sessionStorage.clear()", session.deadline);
    co_await page->reload(WaitUntil::kLoad, session.deadline);
    CHECK(co_await page->evaluate("seen", session.deadline) == R"(["new",null])");
    // The tab's own storage belongs to the first tab.
    Page* second = co_await context->new_page(session.deadline);
    CHECK(context->pages() == std::vector<Page*>{page, second});
    co_await second->go_to(session.server.url("/app"), WaitUntil::kLoad, session.deadline);
    CHECK(co_await second->evaluate("seen", session.deadline) == R"(["new",null])");
    co_await context->close(session.deadline);
  });
}

TEST_CASE("S22 S23 cookies keep their domain, path and flags on the way through Chrome, unnamed ones too", "[browsers]") {
  const StorageState given = StorageState::parse(R"({"cookies":[
      {"name":"host","value":"1","domain":"shop.test","path":"/app","expires":-1,"httpOnly":true,"secure":true,"sameSite":"None"},
      {"name":"domain","value":"2","domain":".shop.test","path":"/","expires":4102444800,"httpOnly":false,"secure":false,"sameSite":"Lax"},
      {"name":"","value":"unnamed","domain":"shop.test","path":"/","expires":-1,"httpOnly":false,"secure":false,"sameSite":"Lax"},
      {"name":"chips","value":"3","domain":"widget.test","path":"/","expires":-1,"httpOnly":false,"secure":true,"sameSite":"None",
       "partitionKey":"https://shop.test","_crHasCrossSiteAncestor":true}]})");
  with_browser(
      [&given](BrowserSession& session) -> awaitable<void> {
        const StorageState taken = co_await session.context->storage_state(session.deadline);
        REQUIRE(taken.cookies.size() == given.cookies.size());
        for (const Cookie& cookie : given.cookies) {
          const Cookie* found = find_cookie(taken, cookie.name);
          REQUIRE(found);
          CHECK(found->value == cookie.value);
          CHECK(found->domain == cookie.domain);
          CHECK(found->path == cookie.path);
          CHECK(found->http_only == cookie.http_only);
          CHECK(found->secure == cookie.secure);
          CHECK(found->same_site == cookie.same_site);
          CHECK(found->partition_key == cookie.partition_key);
          // Chrome shortens what lies more than 400 days ahead.
          CHECK((found->expires == -1) == (cookie.expires == -1));
        }
      },
      {.context = {.storage_state = given}});
}

TEST_CASE("S04 what cannot be restored is named", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    StorageState bad_origin;
    bad_origin.origins.push_back({.origin = "foo", .local_storage = {{"a", "b"}}});
    CHECK_THROWS_WITH(co_await session.browser->new_context({.storage_state = bad_origin}, session.deadline),
                      Catch::Contains("Error setting storage state") && Catch::Contains("foo"));
    StorageState bad_cookie;
    bad_cookie.cookies.push_back({.name = "fine", .value = "1", .domain = "shop.test"});
    bad_cookie.cookies.push_back({.name = "__Host-bad", .value = "1", .domain = ".shop.test"});
    CHECK_THROWS_WITH(co_await session.browser->new_context({.storage_state = bad_cookie}, session.deadline),
                      Catch::Contains("__Host-bad") && !Catch::Contains("fine"));
  });
}

TEST_CASE("parts of a state that are not handed to Chrome come out as they went in") {
  const StorageState given = StorageState::parse(
      R"({"origins":[{"origin":"https://o.test","localStorage":[],"opfs":[{"path":"a","type":"directory"}]}],"credentials":[{"id":"c"}]})");
  with_browser(
      [&given](BrowserSession& session) -> awaitable<void> { CHECK(co_await session.context->storage_state(session.deadline) == given); },
      {.context = {.storage_state = given}});
}

TEST_CASE("a page opened while a state is captured is not lost") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/set", HttpResponse::html("<script>localStorage.setItem('a', '1')</script>"));
    co_await session.page->go_to(session.server.url("/set"), WaitUntil::kLoad, session.deadline);
    co_await session.page->go_to("about:blank", WaitUntil::kLoad, session.deadline);
    co_await session.page->evaluate("open('" + session.server.url("/set") + "', '', 'noopener'), 1", session.deadline);
    const StorageState state = co_await session.context->storage_state(session.deadline);
    CHECK(state.origins.size() == 1);
    Page* page = co_await session.context->new_page(session.deadline);
    CHECK(co_await page->evaluate("1", session.deadline) == "1");
    CHECK(session.context->pages().size() == 3);
  });
}

}  // namespace
}  // namespace nightporter::engine
