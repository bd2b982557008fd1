#include "engine/browser/browser.h"

#include <signal.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "cdp/error.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/download/tracker.h"
#include "engine/error.h"
#include "engine/process/chrome_process.h"
#include "tests/support/browser_session.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

TEST_CASE("a browser is driven over either transport, in either headless Chrome") {
  for (const TransportKind transport : {TransportKind::kWebSocket, TransportKind::kPipe}) {
    for (const WindowMode mode : {WindowMode::kHeadlessShell, WindowMode::kHeadless}) {
      with_browser(
          [](BrowserSession& session) -> awaitable<void> {
            CHECK(session.browser->version().product.find("/") != std::string::npos);
            co_await session.show("<title>driven</title>");
            CHECK(co_await session.page->title(session.deadline) == "driven");
          },
          {.launch = {.window_mode = mode, .transport = transport}});
    }
  }
}

TEST_CASE("a Chrome that dies is an error for all who use it, with its last lines") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<p></p>");
    ResponseWait response = session.page->expect_response(UrlPattern::parse("/x"));
    ::kill(-session.browser->process()->pid(), SIGKILL);
    CHECK_THROWS_AS(co_await response.wait(session.deadline), cdp::Disconnected);
    CHECK_THROWS_AS(co_await session.page->evaluate("1", session.deadline), cdp::Disconnected);
    CHECK_THROWS_AS(co_await session.context->new_page(session.deadline), cdp::Disconnected);
    CHECK_FALSE(session.browser->is_connected());
    CHECK(session.context->is_closed());
  });
}

TEST_CASE("a Chrome that runs already can be driven, and goes on running") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder quarantine;
    std::filesystem::permissions(quarantine.path(), std::filesystem::perms::all);
    auto second = co_await Browser::connect(session.browser->process()->web_socket_url(), {}, session.deadline);
    CHECK(second->process() == nullptr);
    auto context = co_await second->new_context({.quarantine = quarantine.path()}, session.deadline);
    Page* page = co_await context->new_page(session.deadline);
    CHECK(co_await page->evaluate("1 + 1", session.deadline) == "2");
    CHECK(session.context->pages().size() == 1);
    co_await context->close(session.deadline);
    context.reset();
    co_await second->close(session.deadline);
    CHECK(co_await session.page->evaluate("2 + 2", session.deadline) == "4");
  });
}

TEST_CASE("contexts share nothing") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await session.show("<script>document.cookie = 'a=1'; localStorage.a = 1</script>");
    auto other = co_await session.browser->new_context({}, session.deadline);
    Page* page = co_await other->new_page(session.deadline);
    co_await page->go_to(session.server.url("/"), WaitUntil::kCommit, session.deadline);
    session.server.handle("GET", "/empty", HttpResponse::html(""));
    co_await page->go_to(session.server.url("/empty"), WaitUntil::kLoad, session.deadline);
    co_await page->evaluate("document.cookie = 'b=1'", session.deadline);
    CHECK(co_await session.page->evaluate("document.cookie", session.deadline) == "\"a=1\"");
    CHECK(other->id() != session.context->id());
    co_await other->close(session.deadline);
    co_await other->close(session.deadline);
    CHECK(page->is_closed());
    CHECK_THROWS_AS(co_await other->new_page(session.deadline), Error);
  });
}

TEST_CASE("time zone, language, window and user agent are those of the context") {
  with_browser(
      [](BrowserSession& session) -> awaitable<void> {
        co_await session.show("<p></p>");
        CHECK(co_await session.page->evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone", session.deadline) == "\"Europe/Berlin\"");
        CHECK(co_await session.page->evaluate("[navigator.language, (1234.5).toLocaleString()]", session.deadline) ==
              R"(["de-DE","1.234,5"])");
        CHECK(co_await session.page->evaluate("[innerWidth, innerHeight]", session.deadline) == "[1000,600]");
        CHECK(session.server.wait_for_request("GET", "/").headers.value("User-Agent") == "Porter/1");
        CHECK(session.server.wait_for_request("GET", "/").headers.value("Accept-Language").starts_with("de-DE"));
        Page* second = co_await session.context->new_page(session.deadline);
        CHECK(co_await second->evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone", session.deadline) == "\"Europe/Berlin\"");
      },
      {.context = {.time_zone = "Europe/Berlin", .locale = "de-DE", .user_agent = "Porter/1", .viewport = {.width = 1000, .height = 600}}});
}

TEST_CASE("a time zone that does not exist is an error that names it") {
  CHECK_THROWS_WITH(with_browser([](BrowserSession&) -> awaitable<void> { co_return; }, {.context = {.time_zone = "Mars/Olympus"}}),
                    Catch::Contains("Mars/Olympus"));
}

TEST_CASE("a quarantine that Chrome's user cannot write to is refused with the reason") {
  if (::geteuid() != 0) return;
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    CHECK_THROWS_WITH(co_await session.browser->new_context({.quarantine = folder.path() / "q"}, session.deadline),
                      Catch::Contains("nobody") && Catch::Contains(folder.path().string()));
  });
}

TEST_CASE("closing the browser waits for no page that asks and no download that runs") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    const backoffice::Latch never;
    session.server.handle("GET", "/endless", [&never](backoffice::HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.begin_chunks(HttpResponse::attachment("text/csv", "x.csv", "a"));
      co_await never.wait();
    });
    co_await session.show("<a href=/endless>x</a><script>onbeforeunload = event => { event.preventDefault() }</script>");
    co_await session.page->evaluate("document.querySelector('a').click()", session.deadline);
    co_await session.browser->close(session.deadline);
    CHECK_FALSE(session.deadline.has_passed());
    CHECK(session.browser->process()->has_exited());
  });
}

}  // namespace
}  // namespace nightporter::engine
