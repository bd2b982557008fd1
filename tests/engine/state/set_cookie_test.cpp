#include "engine/state/set_cookie.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/state/storage_state.h"
#include "tests/support/browser_session.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;
using namespace std::chrono_literals;

const std::chrono::system_clock::time_point kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);

std::optional<cdp::network::CookieParam> at_shop(const std::string& header) {
  return parse_set_cookie("https://www.shop.test/reports/export?x=/a/b", header, kNow);
}

TEST_CASE("a Set-Cookie header is read with its attributes") {
  const auto cookie = at_shop(
      " sid = a=b ; domain=.Shop.Test; PATH=/r; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; HttpOnly; "
      "SameSite=strict; Unknown=1");
  REQUIRE(cookie);
  CHECK(cookie->name == "sid");
  CHECK(cookie->value == "a=b");
  CHECK(cookie->domain == ".shop.test");
  CHECK(cookie->path == "/r");
  CHECK(cookie->expires == 1795305660.0);
  CHECK((cookie->secure == true && cookie->httpOnly == true && cookie->sameSite == "Strict"));

  const auto plain = at_shop("sid=1");
  REQUIRE(plain);
  CHECK((!plain->domain && !plain->expires && !plain->secure && !plain->sameSite));
  CHECK(plain->path == "/reports");
  CHECK(at_shop("sid=1; Path=relative")->path == "/reports");
  CHECK(at_shop("only a value")->value == "only a value");
  CHECK(*at_shop("sid=; Max-Age=-1")->expires < 60);
  CHECK(*at_shop("sid=; Max-Age=0")->expires < 60);
  CHECK_FALSE(at_shop("sid=1; Max-Age=soon")->expires);
}

TEST_CASE("a cookie that the host may not set, or that is none, is not read") {
  for (const char* header : {"a=1; Domain=other.test", "a=1; Domain=ww.shop.test", "a=1; Domain=hop.test", "a=1; Domain=more.www.shop.test",
                             "", ";", "=", "a=1\r\nb: 2", "a=1; Partitioned"}) {
    INFO(header);
    CHECK_FALSE(at_shop(header));
  }
  CHECK_FALSE(parse_set_cookie("http://127.0.0.1:80/", "a=1; Domain=0.0.1", kNow));
  CHECK_FALSE(parse_set_cookie("http://127.0.0.1:80/", "a=1; Domain=127.0.0.1", kNow)->domain);
  CHECK_FALSE(parse_set_cookie("about:blank", "a=1", kNow));
  CHECK_FALSE(at_shop(std::string(5000, 'x') + "=1"));
}

TEST_CASE("dates of cookies are read in every order that servers write them") {
  for (const char* text :
       {"Sun, 22 Nov 2026 00:00:59 GMT", "Sunday, 22-Nov-26 00:00:59 GMT", "Sun Nov 22 00:00:59 2026", "22 november 2026 0:0:59"}) {
    INFO(text);
    CHECK(parse_cookie_date(text) == 1795305659.0);
  }
  for (const char* text :
       {"", "soon", "Sun, 31 Feb 2026 00:00:00 GMT", "22 Nov 2026", "22 Nov 2026 24:00:00", "22 Nov 1500 00:00:00", "1:2:3:4"}) {
    INFO(text);
    CHECK_FALSE(parse_cookie_date(text));
  }
}

/// The values of a Cookie header, whose order among equal paths is nobody's.
std::vector<std::pair<std::string, std::string>> parts_of(const std::string& header) {
  const auto fields = backoffice::parse_cookies(header);
  std::vector<std::pair<std::string, std::string>> parts(fields.begin(), fields.end());
  std::ranges::sort(parts);
  return parts;
}

std::vector<Cookie> sorted(std::vector<Cookie> cookies) {
  for (Cookie& cookie : cookies)
    if (cookie.expires != -1) cookie.expires = cookie.expires > 60 ? 1 : 0;  // the moments differ a little
  std::ranges::sort(cookies, {}, [](const Cookie& cookie) { return cookie.name + cookie.path; });
  return cookies;
}

TEST_CASE("cookies that are given back become the same as those that Chrome takes from an answer itself", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const std::vector<std::string> headers{
        "plain=1",
        "path=1; Path=/other",
        "lasting=1; Path=/; Max-Age=3600; HttpOnly",
        "dated=1; Path=/; Expires=Wed, 21 Oct 2076 07:28:00 GMT",
        "strict=1; SameSite=Strict",
        "lax=1; SameSite=Lax",
        "none=1; SameSite=None; Secure",
        "bad=1; SameSite=None",
        "secure=1; Secure",
        "foreign=1; Domain=other.test",
        "own=1; Domain=127.0.0.1",
        "__Host-right=1; Path=/; Secure",
        "__Host-wrong=1; Path=/deep; Secure",
        "__Secure-wrong=1",
        "quoted=\"a b\"",
        "gone=; Max-Age=0",
        "old=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "chips=1; Path=/; Secure; SameSite=None; Partitioned",
        "valueonly",
    };
    std::vector<HttpHeader> answer;
    HttpResponse response = HttpResponse::html("<!doctype html>");
    for (const std::string& header : headers) {
      response.header("Set-Cookie", header);
      answer.push_back({"set-cookie", header});
    }
    session.server.handle("GET", "/deep/first",
                          HttpResponse::html("<!doctype html>").set_cookie("gone", "1", "").set_cookie("old", "1", ""));
    session.server.handle("GET", "/deep/set", std::move(response));
    session.server.handle("GET", "/deep/look", HttpResponse::html("<!doctype html>"));
    auto other = co_await session.browser->new_context({}, session.deadline);
    Page* page = co_await other->new_page(session.deadline);
    co_await session.page->go_to(session.server.url("/deep/first"), WaitUntil::kLoad, session.deadline);
    co_await session.page->go_to(session.server.url("/deep/set"), WaitUntil::kLoad, session.deadline);
    co_await page->go_to(session.server.url("/deep/first"), WaitUntil::kLoad, session.deadline);
    co_await page->take_cookies(session.server.url("/deep/set"), answer, session.deadline);
    const auto taken = sorted((co_await session.context->storage_state(session.deadline)).cookies);
    const auto given = sorted((co_await other->storage_state(session.deadline)).cookies);
    CHECK(taken.size() > 8);
    std::string by_chrome;
    std::string by_us;
    for (const auto& [cookies, text] : {std::pair{&taken, &by_chrome}, std::pair{&given, &by_us}})
      for (const Cookie& cookie : *cookies)
        *text += cookie.name + "=" + cookie.value + " " + cookie.domain + cookie.path + " " + std::to_string(cookie.expires) +
                 (cookie.http_only ? " http" : "") + (cookie.secure ? " secure " : " ") + cookie.same_site + " " +
                 cookie.partition_key.value_or("") + "\n";
    CHECK(by_us == by_chrome);

    // What would be sent is what the browser sends.
    co_await page->go_to(session.server.url("/deep/look"), WaitUntil::kLoad, session.deadline);
    const backoffice::HttpRequest seen = session.server.wait_for_request("GET", "/deep/look");
    for (const HttpHeader& header : co_await page->request_headers("GET", session.server.url("/deep/look"), session.deadline)) {
      INFO(header.name);
      if (header.name == "Cookie")
        CHECK(parts_of(header.value) == parts_of(seen.headers.value("Cookie")));
      else if (header.name != "Referer")
        CHECK(header.value == seen.headers.value(header.name));
    }
    co_await other->close(session.deadline);
  });
}

TEST_CASE("a request outside of the browser names the browser and its languages as the browser does", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/look", HttpResponse::html("<!doctype html>"));
    for (const char* locale : {"", "de-DE", "en-IN"}) {
      INFO(locale);
      ContextOptions options{.locale = locale};
      if (*locale != '\0') options.user_agent = "Agent of its own";
      auto context = co_await session.browser->new_context(options, session.deadline);
      Page* page = co_await context->new_page(session.deadline);
      session.server.forget_requests();
      co_await page->go_to(session.server.url("/look"), WaitUntil::kLoad, session.deadline);
      const backoffice::HttpRequest seen = session.server.wait_for_request("GET", "/look");
      std::string user_agent;
      std::string languages;
      for (const HttpHeader& header : co_await page->request_headers("GET", session.server.url("/look"), session.deadline)) {
        if (header.name == "User-Agent") user_agent = header.value;
        if (header.name == "Accept-Language") languages = header.value;
      }
      CHECK(user_agent == seen.headers.value("User-Agent"));
      CHECK(languages == seen.headers.value("Accept-Language"));
      co_await context->close(session.deadline);
    }
  });
}

TEST_CASE("a host sets cookies for its own domain, and for no public suffix", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const std::vector<HttpHeader> answer{{"Set-Cookie", "host=1"},
                                         {"Set-Cookie", "wide=1; Domain=shop.co.uk; Path=/"},
                                         {"Set-Cookie", "suffix=1; Domain=co.uk; Path=/"},
                                         {"Set-Cookie", "other=1; Domain=bank.co.uk; Path=/"}};
    co_await session.page->take_cookies("https://www.shop.co.uk/", answer, session.deadline);
    const auto sent_to = [&session](std::string url) -> awaitable<std::string> {
      for (const HttpHeader& header : co_await session.page->request_headers("GET", url, session.deadline))
        if (header.name == "Cookie") co_return header.value;
      co_return "";
    };
    CHECK(co_await sent_to("https://www.shop.co.uk/") == "host=1; wide=1");
    CHECK(co_await sent_to("https://api.shop.co.uk/") == "wide=1");
    CHECK(co_await sent_to("https://bank.co.uk/") == "");
  });
}

}  // namespace
}  // namespace nightporter::engine
