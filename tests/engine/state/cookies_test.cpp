#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/state/storage_state.h"
#include "tests/support/browser_session.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpFields;
using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

const Cookie* find_cookie(const StorageState& state, const std::string& name) {
  const auto found = std::find_if(state.cookies.begin(), state.cookies.end(), [&](const Cookie& cookie) { return cookie.name == name; });
  return found == state.cookies.end() ? nullptr : &*found;
}

double seconds_from_now(double seconds) {
  return static_cast<double>(
             std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count()) +
         seconds;
}

/// Goes to a page that sets these cookies, each written as in Set-Cookie.
awaitable<void> set_by_server(BrowserSession& session, std::vector<std::string> cookies) {
  HttpResponse response = HttpResponse::html("<!doctype html><title>Set</title>");
  for (std::string& cookie : cookies) response.header("Set-Cookie", std::move(cookie));
  session.server.handle("GET", "/set", std::move(response));
  co_await session.page->go_to(session.server.url("/set"), WaitUntil::kLoad, session.deadline);
}

/// The cookies that a page of `context` sends to `url`.
awaitable<HttpFields> cookies_sent(BrowserSession& session, BrowserContext& context, std::string path) {
  session.server.handle("GET", path, HttpResponse::html("<!doctype html><title>Look</title>"));
  session.server.forget_requests();
  Page* page = co_await context.new_page(session.deadline);
  co_await page->go_to(session.server.url(path), WaitUntil::kLoad, session.deadline);
  co_await page->close(session.deadline);
  co_return session.server.wait_for_request("GET", path).cookies;
}

TEST_CASE("S20 ends of cookies are kept: of the session, explicit, far away; one in the past removes", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await set_by_server(session, {"session=1; Path=/", "hour=1; Path=/; Max-Age=3600", "huge=1; Path=/; Max-Age=99999999999",
                                     "gone=1; Path=/", "negative=1; Path=/"});
    co_await set_by_server(session, {"gone=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "negative=; Path=/; Max-Age=-1"});
    const StorageState state = co_await session.context->storage_state(session.deadline);
    CHECK(find_cookie(state, "session")->expires == -1);
    CHECK(std::abs(find_cookie(state, "hour")->expires - seconds_from_now(3600)) < 60);
    CHECK(find_cookie(state, "huge")->expires > seconds_from_now(300.0 * 86400));
    CHECK(find_cookie(state, "gone") == nullptr);
    CHECK(find_cookie(state, "negative") == nullptr);

    StorageState given = state;
    for (Cookie& cookie : given.cookies)
      if (cookie.name == "hour") cookie.expires = seconds_from_now(1000.0 * 86400);  // Chrome keeps 400 days of it
    auto context = co_await session.browser->new_context({.storage_state = given}, session.deadline);
    const StorageState again = co_await context->storage_state(session.deadline);
    CHECK(find_cookie(again, "session")->expires == -1);
    CHECK(find_cookie(again, "hour")->expires > seconds_from_now(300.0 * 86400));
    co_await context->close(session.deadline);
  });
}

TEST_CASE("S21 sameSite is kept as the site set it, and is Lax where it set none", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await set_by_server(session, {"strict=1; Path=/; SameSite=Strict", "lax=1; Path=/; SameSite=Lax", "absent=1; Path=/",
                                     "none=1; Path=/; SameSite=None; Secure", "bad=1; Path=/; SameSite=None"});
    const StorageState state = co_await session.context->storage_state(session.deadline);
    CHECK(find_cookie(state, "strict")->same_site == "Strict");
    CHECK(find_cookie(state, "lax")->same_site == "Lax");
    CHECK(find_cookie(state, "absent")->same_site == "Lax");
    CHECK(find_cookie(state, "none")->same_site == "None");
    CHECK(find_cookie(state, "none")->secure);
    CHECK(find_cookie(state, "bad") == nullptr);  // Chrome takes None with Secure only
    auto context = co_await session.browser->new_context({.storage_state = state}, session.deadline);
    CHECK(co_await context->storage_state(session.deadline) == state);
    co_await context->close(session.deadline);
  });
}

TEST_CASE("S24 contexts do not see each other's cookies, of a session or with an end", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await set_by_server(session, {"session=1; Path=/", "lasting=1; Path=/; Max-Age=3600"});
    auto other = co_await session.browser->new_context({}, session.deadline);
    CHECK((co_await cookies_sent(session, *other, "/look")).empty());
    CHECK((co_await other->storage_state(session.deadline)).cookies.empty());
    CHECK((co_await cookies_sent(session, *session.context, "/look")).contains("lasting"));
    co_await other->close(session.deadline);
  });
}

TEST_CASE("S25 a partitioned cookie comes back under its top-level site only, a third party's own cookie everywhere", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    // Two sites on one machine: localhost embeds 127.0.0.1. Both count as secure.
    session.server.handle("GET", "/top", HttpResponse::html("<iframe src='" + session.server.url("/widget") + "'></iframe>"));
    session.server.handle("GET", "/widget", [](HttpExchange& exchange) -> awaitable<void> {
      HttpResponse response = HttpResponse::html("widget");
      if (exchange.request().cookies.empty()) {
        response.header("Set-Cookie", "chips=p; Path=/; Secure; SameSite=None; Partitioned");
        response.header("Set-Cookie", "third=t; Path=/; Secure; SameSite=None");
      }
      co_await exchange.respond(std::move(response));
    });
    co_await session.page->go_to(session.server.localhost_url("/top"), WaitUntil::kLoad, session.deadline);
    const StorageState state = StorageState::parse((co_await session.context->storage_state(session.deadline)).to_json());
    REQUIRE(find_cookie(state, "chips"));
    CHECK(find_cookie(state, "chips")->partition_key == "http://localhost");
    CHECK(find_cookie(state, "chips")->has_cross_site_ancestor == true);
    REQUIRE(find_cookie(state, "third"));
    CHECK_FALSE(find_cookie(state, "third")->partition_key);

    auto context = co_await session.browser->new_context({.storage_state = state}, session.deadline);
    session.server.forget_requests();
    Page* page = co_await context->new_page(session.deadline);
    co_await page->go_to(session.server.localhost_url("/top"), WaitUntil::kLoad, session.deadline);
    const HttpFields embedded = session.server.wait_for_request("GET", "/widget").cookies;
    CHECK(embedded.value("chips") == "p");
    CHECK(embedded.value("third") == "t");
    session.server.forget_requests();
    co_await page->go_to(session.server.url("/widget"), WaitUntil::kLoad, session.deadline);
    const HttpFields on_top = session.server.wait_for_request("GET", "/widget").cookies;
    CHECK_FALSE(on_top.contains("chips"));
    CHECK(on_top.value("third") == "t");
    co_await context->close(session.deadline);
  });
}

TEST_CASE("S26 chosen cookies are deleted, partitioned ones too, and the others are never away", "[browsers]") {
  with_browser(
      [](BrowserSession& session) -> awaitable<void> {
        const auto names = [&]() -> awaitable<std::string> {
          std::vector<std::string> all;
          for (const Cookie& cookie : (co_await session.context->storage_state(session.deadline)).cookies)
            all.push_back(cookie.name + (cookie.partition_key ? "!" : "") + "@" + cookie.domain + cookie.path);
          std::sort(all.begin(), all.end());
          std::string text;
          for (const std::string& name : all) text += (text.empty() ? "" : " ") + name;
          co_return text;
        };
        CHECK(co_await names() == "a!@shop.test/ a@other.test/ a@shop.test/ ab@shop.test/app b@shop.test/");
        co_await session.context->delete_cookies([](const Cookie& cookie) { return cookie.name == "a" && cookie.domain == "shop.test"; },
                                                 session.deadline);
        CHECK(co_await names() == "a@other.test/ ab@shop.test/app b@shop.test/");
        co_await session.context->delete_cookies([](const Cookie& cookie) { return cookie.path == "/app"; }, session.deadline);
        CHECK(co_await names() == "a@other.test/ b@shop.test/");
        const std::regex pattern("^[ab]$");
        co_await session.context->delete_cookies(
            [&pattern](const Cookie& cookie) { return std::regex_match(cookie.name, pattern) && cookie.domain == "other.test"; },
            session.deadline);
        CHECK(co_await names() == "b@shop.test/");

        // A page that looks all the time never misses the cookie that stays.
        co_await set_by_server(session, {"stay=1; Path=/", "go=1; Path=/"});
        co_await session.page->evaluate(
            "window.missed = 0; window.looks = 0; setInterval(() => { looks++; if "
            "(!document.cookie.includes('stay=1')) missed++ }, 0), 0",
            session.deadline);
        co_await session.context->delete_cookies([](const Cookie& cookie) { return cookie.name == "go"; }, session.deadline);
        co_await session.page->wait_for_function("looks > 3", session.deadline);
        CHECK(co_await session.page->evaluate("[missed, document.cookie]", session.deadline) == R"([0,"stay=1"])");
      },
      {.context = {.storage_state = StorageState::parse(R"({"cookies":[
          {"name":"a","value":"1","domain":"shop.test","path":"/"}, {"name":"a","value":"2","domain":"other.test","path":"/"},
          {"name":"ab","value":"3","domain":"shop.test","path":"/app"}, {"name":"b","value":"4","domain":"shop.test","path":"/"},
          {"name":"a","value":"5","domain":"shop.test","path":"/","secure":true,"sameSite":"None","partitionKey":"https://top.test",
           "_crHasCrossSiteAncestor":true}]})")}});
}

TEST_CASE("S28 a secure cookie is sent over http to localhost", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    StorageState state;
    state.cookies.push_back({.name = "safe", .value = "1", .domain = "localhost", .secure = true});
    auto context = co_await session.browser->new_context({.storage_state = state}, session.deadline);
    session.server.handle("GET", "/look", HttpResponse::html("look"));
    Page* page = co_await context->new_page(session.deadline);
    co_await page->go_to(session.server.localhost_url("/look"), WaitUntil::kLoad, session.deadline);
    CHECK(session.server.wait_for_request("GET", "/look").cookies.value("safe") == "1");
    co_await context->close(session.deadline);
  });
}

}  // namespace
}  // namespace nightporter::engine
