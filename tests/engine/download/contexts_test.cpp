// Downloads of several contexts and connections.
#include <catch2/catch.hpp>
#include <fstream>
#include <optional>
#include <regex>

#include "tests/engine/download/csv_download.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::read_file;
using test::soon;

TEST_CASE("D73 downloads of two contexts at once never mix", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
    t.server.handle("GET", "/export", [](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.respond(csv("orders.csv", "for " + exchange.request().cookies.value("store") + "\n"));
    });
    const auto other = co_await t.browser.new_context({}, soon());
    Page* other_page = co_await other->new_page(soon());
    co_await t.page.go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    co_await other_page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    co_await t.ask("document.cookie = 'store=one'");
    co_await other_page->evaluate("document.cookie = 'store=two'", soon());
    Download first = t.context.downloads().arm(t.page, {}, expect_csv());
    Download second = other->downloads().arm(*other_page, {}, expect_csv());
    Download anything = t.context.downloads().arm(DownloadLimits{.begin_within = 300ms});
    co_await other_page->locator(Selector::parse("a")).click({}, soon());
    co_await t.find("a").click({}, soon());
    CHECK(read_file((co_await first.outcome(soon())).file()) == "for one\n");
    CHECK(read_file((co_await second.outcome(soon())).file()) == "for two\n");
    CHECK((co_await anything.outcome(soon())).result == DownloadResult::kBeginTimeout);
    co_await other->close(soon());
  });
}

TEST_CASE("D73 of downloads that go on at the same time each ends with its own file, whichever comes first", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latches[2];
    for (int i = 0; i < 2; ++i) {
      const std::string name = i == 0 ? "early" : "late";
      t.server.handle("GET", "/" + name, [name, latch = latches[i]](HttpExchange& exchange) -> awaitable<void> {
        co_await backoffice::answer_stalled(exchange, csv(name + ".csv", "from,the\n" + name + ",one\n"), 5, latch);
      });
    }
    const auto other = co_await t.browser.new_context({}, soon());
    Page* other_page = co_await other->new_page(soon());
    Page* neighbour = co_await t.context.new_page(soon());
    struct Going {
      BrowserContext& context;
      Page& page;
      std::string name;
      std::optional<Download> download = {};
    };
    // In one context and in two: what is late was begun first.
    Going all[] = {{t.context, t.page, "late"}, {t.context, *neighbour, "early"}, {*other, *other_page, "early"}};
    for (Going& one : all) {
      t.server.handle("GET", "/page-" + one.name, HttpResponse::html("<a href=/" + one.name + ">Export</a>"));
      co_await one.page.go_to(t.server.url("/page-" + one.name), WaitUntil::kLoad, soon());
      one.download = one.context.downloads().arm(one.page, {}, expect_csv());
      co_await one.page.locator(Selector::parse("a")).click({}, soon());
      co_await one.download->begun(soon());
    }
    latches[0].release();
    CHECK(read_file((co_await all[1].download->outcome(soon())).file()) == "from,the\nearly,one\n");
    CHECK(read_file((co_await all[2].download->outcome(soon())).file()) == "from,the\nearly,one\n");
    latches[1].release();
    CHECK(read_file((co_await all[0].download->outcome(soon())).file()) == "from,the\nlate,one\n");
    co_await other->close(soon());
  });
}

TEST_CASE("D74 nothing that we send blinds us for downloads", "[browsers]") {
  const test::TemporaryFolder folder;
  const auto log = folder / "wire.log";
  in_chrome(LaunchOptions{.wire_log = log}, [](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    t.server.handle("GET", "/popup", HttpResponse::html("<a href=/export>Export</a>"));
    const auto other = co_await t.browser.new_context({.downloads = Downloads::kRefuse}, soon());
    co_await other->new_page(soon());
    co_await t.show("<a href=/popup target=_blank>Popup</a>");
    PopupWait popup = t.page.expect_popup();
    co_await t.find("a").click({}, soon());
    Page* opened = co_await popup.wait(soon());
    Download armed = t.context.downloads().arm(*opened, {}, expect_csv());
    co_await opened->locator(Selector::parse("a")).click({}, soon());
    CHECK((co_await armed.outcome(soon())).completed());
    co_await other->close(soon());
  });
  // One flag for all contexts of a session: every call must set it, and all must come on the browser's own session.
  const std::string wire = read_file(log);
  const std::regex call("\"method\":\"(Browser|Page)\\.setDownloadBehavior\"[^\\n]*");
  int calls = 0;
  for (std::sregex_iterator at(wire.begin(), wire.end(), call), end; at != end; ++at) {
    ++calls;
    INFO(at->str());
    CHECK(at->str().find("\"Browser.setDownloadBehavior\"") != std::string::npos);
    CHECK(at->str().find("\"eventsEnabled\":true") != std::string::npos);
    CHECK(at->str().find("\"sessionId\"") == std::string::npos);
  }
  CHECK(calls == 2);
}

}  // namespace
}  // namespace nightporter::engine
