// Downloads of Chrome's own context: of a kept profile, and of a browser that runs already.
#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/process/chrome_process.h"
#include "tests/engine/download/csv_download.h"
#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

namespace fs = std::filesystem;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::read_file;
using test::soon;

/// A folder that Chrome's user can go through.
struct OpenFolder : test::TemporaryFolder {
  OpenFolder() { fs::permissions(path(), fs::perms::owner_all | fs::perms::others_exec); }
};

awaitable<DownloadOutcome> export_from(BrowserContext& context, std::string url) {
  Page* page = co_await context.new_page(soon());
  co_await page->go_to(std::move(url), WaitUntil::kLoad, soon());
  Download armed = context.downloads().arm(*page, {}, expect_csv());
  co_await page->locator(Selector::parse("a")).click({}, soon());
  co_return co_await armed.outcome(soon());
}

void serve_export(backoffice::HttpServer& server) {
  server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
  server.handle("GET", "/export", csv());
}

/// Runs `body` with a Chrome on a profile of its own.
void on_profile(std::function<awaitable<void>(Browser&, const fs::path& folder)> body) {
  const OpenFolder folder;
  test::run_async([&]() -> awaitable<void> {
    const LaunchOptions launch{.profile = folder / "profile"};
    const auto browser = co_await Browser::launch(test::launch_options_of_environment(launch), soon());
    co_await body(*browser, folder.path());
    co_await browser->close(soon());
  });
}

TEST_CASE("D38 the profile's own context downloads to the chosen folder, which stays", "[browsers][pipe]") {
  backoffice::HttpServer server;
  serve_export(server);
  on_profile([&](Browser& browser, const fs::path& folder) -> awaitable<void> {
    const auto context = co_await browser.profile_context({.quarantine = folder / "chosen"}, soon());
    const DownloadOutcome outcome = co_await export_from(*context, server.url("/page"));
    INFO(explain(outcome));
    CHECK(outcome.evidence.url == server.url("/export"));
    CHECK(outcome.evidence.suggested_name == "orders.csv");
    CHECK(outcome.file().parent_path() == folder / "chosen");
    co_await context->close(soon());
    CHECK(read_file(outcome.file()) == kCsv);
  });
}

TEST_CASE("D38 what the profile's own context has downloaded to its temporary folder goes when it is closed", "[browsers]") {
  backoffice::HttpServer server;
  serve_export(server);
  on_profile([&](Browser& browser, const fs::path&) -> awaitable<void> {
    const auto context = co_await browser.profile_context({}, soon());
    const fs::path file = (co_await export_from(*context, server.url("/page"))).file();
    CHECK(read_file(file) == kCsv);
    co_await context->close(soon());
    CHECK_FALSE(fs::exists(file.parent_path()));
  });
}

TEST_CASE("D38 closing the profile's own context ends what it was downloading", "[browsers]") {
  backoffice::HttpServer server;
  const backoffice::Latch latch;
  server.handle("GET", "/page", HttpResponse::html("<a href=/slow>Export</a>"));
  server.handle("GET", "/slow", [latch](backoffice::HttpExchange& exchange) -> awaitable<void> {
    co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
  });
  on_profile([&](Browser& browser, const fs::path& folder) -> awaitable<void> {
    const auto context = co_await browser.profile_context({.quarantine = folder / "chosen"}, soon());
    Page* page = co_await context->new_page(soon());
    co_await page->go_to(server.url("/page"), WaitUntil::kLoad, soon());
    Download going = context->downloads().arm(*page, {}, expect_csv());
    co_await page->locator(Selector::parse("a")).click({}, soon());
    co_await going.begun(soon());
    co_await until_holds(browser, folder / "chosen", Fill::kSomething);
    co_await context->close(soon());
    CHECK((co_await going.outcome(soon())).result == DownloadResult::kClosed);
    co_await until_holds(browser, folder / "chosen", Fill::kNothing);
    latch.release();
  });
}

TEST_CASE("D21 closing the browser leaves no half of a download in a folder that stays, though a page asks to stay", "[browsers]") {
  const OpenFolder folder;
  in_chrome([&folder](ChromeTest& t) -> awaitable<void> {
    const backoffice::Latch latch;
    t.server.handle("GET", "/page",
                    HttpResponse::html("<a href=/slow>Export</a><script>onbeforeunload = e => e.preventDefault()</script>"));
    t.server.handle("GET", "/slow", [latch](backoffice::HttpExchange& exchange) -> awaitable<void> {
      co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
    });
    const auto context = co_await t.browser.new_context({.quarantine = folder / "chosen"}, soon());
    Page* page = co_await context->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    const Download going = context->downloads().arm(*page, {}, expect_csv());
    co_await page->locator(Selector::parse("a")).click({}, soon());
    co_await until_holds(t.browser, folder / "chosen", Fill::kSomething);
    co_await t.browser.close(soon());
    CHECK(fs::is_empty(folder / "chosen"));
    CHECK(t.browser.process()->has_exited());
    latch.release();
  });
}

TEST_CASE("D42 attached to a running browser, downloads of its own context are managed", "[browsers]") {
  const OpenFolder folder;
  in_chrome(LaunchOptions{.transport = TransportKind::kWebSocket}, [&](ChromeTest& t) -> awaitable<void> {
    serve_export(t.server);
    const auto remote = co_await Browser::connect(t.browser.process()->web_socket_url(), {}, soon());
    const fs::path ours = folder / "ours";
    fs::create_directory(ours);
    fs::permissions(ours, fs::perms::all);
    const auto context = co_await remote->profile_context({.quarantine = ours}, soon());
    const DownloadOutcome outcome = co_await export_from(*context, t.server.url("/page"));
    INFO(explain(outcome));
    CHECK(outcome.file().parent_path() == ours);
    co_await context->close(soon());
    co_await remote->close(soon());
    CHECK(read_file(outcome.file()) == kCsv);
    CHECK_FALSE(t.browser.process()->has_exited());
  });
}

TEST_CASE("D42 attached to a running browser, downloads of its own context are left alone when that is wanted", "[browsers]") {
  const OpenFolder folder;
  const fs::path log = folder / "wire.log";
  in_chrome(LaunchOptions{.transport = TransportKind::kWebSocket}, [&](ChromeTest& t) -> awaitable<void> {
    serve_export(t.server);
    const auto owner = co_await t.browser.profile_context({.quarantine = folder / "owner"}, soon());
    const auto remote = co_await Browser::connect(t.browser.process()->web_socket_url(), log, soon());
    const auto context = co_await remote->profile_context({.downloads = Downloads::kLeaveAlone}, soon());
    Page* page = co_await context->new_page(soon());
    CHECK_THROWS_WITH(context->downloads().arm(*page), Catch::Contains("are left alone"));
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    Download at_owner = owner->downloads().arm(DownloadLimits{}, expect_csv());
    co_await page->locator(Selector::parse("a")).click({}, soon());
    const DownloadOutcome outcome = co_await at_owner.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.file().parent_path() == folder / "owner");
    co_await context->close(soon());
    co_await remote->close(soon());
    co_await owner->close(soon());
  });
  CHECK_THAT(read_file(log), !Catch::Contains("setDownloadBehavior"));
}

}  // namespace
}  // namespace nightporter::engine
