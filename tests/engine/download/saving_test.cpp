// From the quarantine to the final name.
#include <signal.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "cdp/async/on_worker.h"
#include "engine/download/file_naming.h"
#include "engine/download/partial_downloads.h"
#include "engine/download/publish.h"
#include "engine/process/chrome_process.h"
#include "tests/engine/download/csv_download.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::read_file;
using test::soon;

awaitable<DownloadOutcome> download_csv(ChromeTest& t) {
  t.server.handle("GET", "/export", csv());
  co_await t.show("<a href=/export>Export</a>");
  co_return co_await download(t, "a");
}

awaitable<PublishedFile> publish_copy(fs::path file, fs::path folder, std::string name, NameTaken policy = NameTaken::kReplace) {
  return on_worker([=] { return publish(file, folder, name, policy, {}, Original::kKept); });
}

/// The names in a folder, sorted: "a.csv b.csv".
std::string names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

TEST_CASE("D07 D08 a copy is published under two names and the original stays", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    const DownloadOutcome outcome = co_await download_csv(t);
    co_await publish_copy(outcome.file(), folder / "out", "one.csv");
    co_await publish_copy(outcome.file(), folder / "out", "two.csv");
    CHECK(read_file(folder / "out/one.csv") == kCsv);
    CHECK(read_file(folder / "out/two.csv") == kCsv);
    CHECK(read_file(outcome.file()) == kCsv);
  });
}

TEST_CASE("D09 publishing to one name twice leaves one file, the new one", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    const DownloadOutcome outcome = co_await download_csv(t);
    fs::create_directory(folder / "out");
    std::ofstream(folder / "out/orders.csv") << "older";
    co_await publish_copy(outcome.file(), folder / "out", "orders.csv");
    co_await publish_copy(outcome.file(), folder / "out", "orders.csv");
    CHECK(read_file(folder / "out/orders.csv") == kCsv);
    CHECK(names_in(folder / "out") == "orders.csv");
  });
}

TEST_CASE("D10 missing parent folders are made", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    const DownloadOutcome outcome = co_await download_csv(t);
    co_await publish_copy(outcome.file(), folder / "these/are/nested", "orders.csv");
    CHECK(read_file(folder / "these/are/nested/orders.csv") == kCsv);
  });
}

TEST_CASE("D11 D44 what was refused cannot be published, and the error names the setting", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
    const auto refusing = co_await t.browser.new_context({.downloads = Downloads::kRefuse}, soon());
    Page* page = co_await refusing->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    Download armed = refusing->downloads().arm(*page);
    co_await page->locator(Selector::parse("a")).click({}, soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    try {
      publish(outcome.file(), "/nowhere", "orders.csv", NameTaken::kReplace);
      FAIL("it was published");
    } catch (const Error& error) {
      CHECK(error.hint() == "make the context with ContextOptions::downloads = Downloads::kAccept");
    }
    CHECK(names_in(refusing->downloads().quarantine()).empty());
    co_await refusing->close(soon());
  });
}

TEST_CASE("D12 D18 a deleted download has no file, and publishing it is an error", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    Download armed = t.context.downloads().arm(t.page, {}, expect_csv());
    co_await t.find("a").click({}, soon());
    const fs::path file = (co_await armed.outcome(soon())).file();
    co_await armed.discard(soon());
    CHECK_FALSE(fs::exists(file));
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    CHECK(outcome.result == DownloadResult::kDeleted);
    CHECK_THROWS_WITH(outcome.file(), Catch::Contains("its file was deleted"));
    CHECK_THROWS_WITH(publish(file, folder.path(), "orders.csv", NameTaken::kReplace), Catch::Contains("there is no file"));
    co_await armed.discard(soon());
  });
}

TEST_CASE("D19 D26 a mebibyte of random bytes arrives exactly, by path and as a stream", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    std::string bytes;
    for (unsigned i = 0; i < (1U << 20); ++i) bytes += static_cast<char>((i * 2654435761U) >> 24);
    t.server.handle("GET", "/bin", HttpResponse::attachment("application/octet-stream", "b.bin", bytes));
    co_await t.show("<a href=/bin>1</a>");
    const DownloadOutcome outcome = co_await download(t, "a", {}, {});
    CHECK(read_file(outcome.file()) == bytes);
    CHECK(outcome.evidence.bytes_received == 1 << 20);
    CHECK(outcome.evidence.length_verified);
    std::ifstream stream(outcome.file(), std::ios::binary);
    std::string streamed;
    std::vector<char> piece(10'000);
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0)
      streamed.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
    CHECK(streamed == bytes);
  });
}

TEST_CASE("D22 a folder that was given is used and not removed", "[browsers]") {
  const test::TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_exec);
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
    t.server.handle("GET", "/export", csv());
    const auto context = co_await t.browser.new_context({.quarantine = folder / "artifacts"}, soon());
    Page* page = co_await context->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    Download armed = context->downloads().arm(*page, {}, expect_csv());
    co_await page->locator(Selector::parse("a")).click({}, soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.file().parent_path() == folder / "artifacts");
    co_await context->close(soon());
    CHECK(read_file(outcome.file()) == kCsv);
  });
}

TEST_CASE("D39 a download folder may be given by a relative path", "[browsers]") {
  const test::TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_exec);
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/page", HttpResponse::html("<a href=/export>Export</a>"));
    t.server.handle("GET", "/export", csv());
    const auto context = co_await t.browser.new_context({.quarantine = fs::relative(folder / "artifacts")}, soon());
    Page* page = co_await context->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    Download armed = context->downloads().arm(*page, {}, expect_csv());
    co_await page->locator(Selector::parse("a")).click({}, soon());
    const DownloadOutcome outcome = co_await armed.outcome(soon());
    INFO(explain(outcome));
    CHECK(fs::equivalent(outcome.file().parent_path(), folder / "artifacts"));
    co_await context->close(soon());
  });
}

TEST_CASE("D45 until it is published a file is named by its guid", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const DownloadOutcome outcome = co_await download_csv(t);
    CHECK(outcome.file() == t.context.downloads().quarantine() / outcome.evidence.guid);
    CHECK_FALSE(outcome.evidence.guid.empty());
  });
}

TEST_CASE("D44 a published file has its own name", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    const DownloadOutcome outcome = co_await download_csv(t);
    const fs::path file = outcome.file();
    const std::string name = safe_file_name(outcome.evidence.suggested_name);
    const auto published = co_await on_worker([&] { return publish(file, folder / "out", name, NameTaken::kKeepBoth); });
    CHECK(published.path == folder / "out/orders.csv");
    CHECK_FALSE(fs::exists(file));
  });
}

TEST_CASE("D65 two exports of one name are both kept", "[browsers]") {
  const test::TemporaryFolder folder;
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<a href=/export>Export</a>");
    for (const char* body : {"a,b\n1,1\n", "a,b\n2,2\n"}) {
      t.server.handle("GET", "/export", csv("orders.csv", body));
      const DownloadOutcome outcome = co_await download(t, "a");
      const fs::path file = outcome.file();
      co_await on_worker([&] { return publish(file, folder / "out", "orders.csv", NameTaken::kKeepBoth); });
    }
    CHECK(names_in(folder / "out") == "orders (2).csv orders.csv");
  });
}

TEST_CASE("D76 a missing download folder is made, and one that cannot be written is a disk error", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv());
    co_await t.show("<a href=/export>Export</a>");
    const fs::path quarantine = t.context.downloads().quarantine();
    fs::remove_all(quarantine);
    const test::TemporaryFolder folder;
    fs::rename(folder.write("plain", "a file"), quarantine);
    const DownloadOutcome blocked = co_await download(t, "a");
    INFO(explain(blocked));
    CHECK(blocked.result == DownloadResult::kDiskError);
    fs::remove(quarantine);
    fs::create_directory(quarantine);
    fs::permissions(quarantine, fs::perms::owner_read | fs::perms::owner_exec);
    const DownloadOutcome locked = co_await download(t, "a");
    INFO(explain(locked));
    CHECK(locked.result == DownloadResult::kDiskError);
  });
}

TEST_CASE("D79 what a killed browser leaves half-done is swept later and never taken for a file", "[browsers][pipe]") {
  const test::TemporaryFolder folder;
  folder.write("whole", "kept");
  folder.write("1.crdownload", "half");
  folder.write("2.crdownload", "half");
  fs::last_write_time(folder / "1.crdownload", fs::file_time_type::clock::now() - 2h);
  CHECK(sweep_partial_downloads(folder.path(), 1h) == 1);
  CHECK(names_in(folder.path()) == "2.crdownload whole");

  const backoffice::Latch latch;
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    serve_stalled(t, latch);
    Download going = co_await begin_stalled(t);
    const fs::path quarantine = t.context.downloads().quarantine();
    while (fs::is_empty(quarantine)) co_await t.ask("new Promise(requestAnimationFrame)");
    ::kill(-t.browser.process()->pid(), SIGKILL);
    const DownloadOutcome outcome = co_await going.outcome(soon());
    INFO(explain(outcome));
    CHECK(outcome.result == DownloadResult::kClosed);
    CHECK_THROWS_AS(outcome.file(), Error);
    CHECK(names_in(quarantine) == outcome.evidence.guid + ".crdownload");
    // The folder goes with the browser (with_browser looks), or, had we been killed too, at the next start (chrome_process_test).
    latch.release();
  });
}

TEST_CASE("D90 a reader never sees a part of a published file", "[browsers]") {
  const test::TemporaryFolder folder;
  fs::create_directory(folder / "out");
  const std::string body(20'000'000, 'x');
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", csv("orders.csv", body));
    co_await t.show("<a href=/export>Export</a>");
    const DownloadOutcome outcome = co_await download(t, "a");
    std::atomic<bool> done = false;
    std::atomic<int> partial = 0;
    std::atomic<int> whole = 0;
    std::thread reader([&] {
      while (!done || whole == 0) {
        std::error_code error;
        const auto size = fs::file_size(folder / "out/orders.csv", error);
        if (!error) ++(size == body.size() ? whole : partial);
      }
    });
    const fs::path file = outcome.file();
    for (int round = 0; round < 5; ++round) {
      co_await publish_copy(file, folder / "out", "orders.csv");
      std::ofstream(file, std::ios::app) << "";  // the same bytes
      if (round < 4) fs::remove(folder / "out/orders.csv");
    }
    done = true;
    reader.join();
    CHECK(partial == 0);
    CHECK(whole > 0);
  });
}

}  // namespace
}  // namespace nightporter::engine
