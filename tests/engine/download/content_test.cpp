// Bytes, lengths and names as they come.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/download/file_naming.h"
#include "engine/process/chrome_process.h"
#include "tests/engine/download/csv_download.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using test::ChromeTest;
using test::in_chrome;
using test::read_file;
using test::soon;

/// What a click on a link to /export gives when it is answered so.
void check_answer(backoffice::HttpHandler answer, std::string link, std::function<void(const DownloadOutcome&)> check,
                  DownloadExpectation expectation = expect_csv()) {
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", link, answer);
    co_await t.show("<a href=" + link + ">Export</a>");
    const DownloadOutcome outcome = co_await download(t, "a", {}, expectation);
    INFO(explain(outcome));
    REQUIRE(outcome.completed());
    check(outcome);
  });
}

backoffice::HttpHandler respond_with(HttpResponse response) {
  return [response](HttpExchange& exchange) -> awaitable<void> { co_await exchange.respond(response); };
}

TEST_CASE("D61 a body that ends with the connection is whole, but its length is not called verified", "[browsers]") {
  check_answer([](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_until_close(exchange, csv()); }, "/export",
               [](const DownloadOutcome& outcome) {
                 CHECK(read_file(outcome.file()) == kCsv);
                 CHECK_FALSE(outcome.evidence.length_verified);
               });
}

TEST_CASE("D63 a gzipped transfer is no mismatch of length", "[browsers][pipe]") {
  check_answer([](HttpExchange& exchange) -> awaitable<void> { co_await backoffice::answer_gzipped(exchange, csv()); }, "/export",
               [](const DownloadOutcome& outcome) {
                 CHECK(read_file(outcome.file()) == kCsv);
                 CHECK(outcome.evidence.length_verified);
               });
}

TEST_CASE("a chunked body has no length and still proves to be whole", "[browsers]") {
  check_answer(
      [](HttpExchange& exchange) -> awaitable<void> {
        HttpResponse head = csv("orders.csv", "Order No,");
        co_await exchange.begin_chunks(head);
        co_await exchange.send_chunk("Net\n1,10.50\n");
        co_await exchange.end_chunks();
      },
      "/export",
      [](const DownloadOutcome& outcome) {
        CHECK(read_file(outcome.file()) == kCsv);
        CHECK(outcome.evidence.length_verified);
        CHECK(outcome.evidence.bytes_total == 0);
      });
}

TEST_CASE("D66 a name with directories loses them", "[browsers]") {
  check_answer(respond_with(csv("../../etc/pass wd.csv")), "/export",
               [](const DownloadOutcome& outcome) { CHECK(safe_file_name(outcome.evidence.suggested_name) == "_.._etc_pass wd.csv"); });
}

TEST_CASE("D68 a long name is cut to 255 bytes on a character's border and keeps its ending", "[browsers]") {
  check_answer(respond_with(csv(std::string(400, 'n') + ".csv")), "/export", [](const DownloadOutcome& outcome) {
    const std::string name = safe_file_name(outcome.evidence.suggested_name);
    CHECK(name.size() == 255);
    CHECK(name.ends_with("n.csv"));
  });
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\xC3\xA4";
  check_answer(respond_with(csv("x" + umlauts + ".csv")), "/export", [](const DownloadOutcome& outcome) {
    const std::string name = safe_file_name(outcome.evidence.suggested_name);
    CHECK(name.size() <= 255);
    CHECK(name.ends_with("\xC3\xA4.csv"));
  });
}

TEST_CASE("D69 names that are hidden, hold reserved characters or are devices are made safe", "[browsers]") {
  const std::pair<const char*, const char*> cases[] = {{"CON.csv", "_CON.csv"}, {".hidden", "hidden"}, {"a:b|c?d*e.csv", "a_b_c_d_e.csv"}};
  for (const auto& [sent, safe] : cases) {
    INFO(sent);
    const std::string expected = safe;
    check_answer(respond_with(csv(sent)), "/export", [&](const DownloadOutcome& outcome) {
      const std::string name = safe_file_name(outcome.evidence.suggested_name);
      CHECK(name.starts_with(expected));  // Chrome may add the ending of the type to a name without one
    });
  }
}

TEST_CASE("D70 without a name the address gives it, with the ending of the type", "[browsers]") {
  check_answer(respond_with(csv("")), "/reports/november",
               [](const DownloadOutcome& outcome) { CHECK(outcome.evidence.suggested_name == "november.csv"); });
  check_answer(respond_with(plain("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04 and so on")),
               "/xlsxinline", [](const DownloadOutcome& outcome) { CHECK(outcome.evidence.suggested_name == "xlsxinline.xlsx"); },
               {.kind = FileKind::kXlsx});
}

TEST_CASE("D71 a name without an ending does not hide what the file is", "[browsers]") {
  check_answer(respond_with(csv("report")), "/export", [](const DownloadOutcome& outcome) {
    CHECK(outcome.evidence.suggested_name.starts_with("report"));
    CHECK(read_file(outcome.file()) == kCsv);
  });
}

TEST_CASE("a name in UTF-8 comes as it is", "[browsers]") {
  check_answer(respond_with(csv("Verk\xC3\xA4ufe \xE2\x82\xAC.csv")), "/export", [](const DownloadOutcome& outcome) {
    CHECK(outcome.evidence.suggested_name == "Verk\xC3\xA4ufe \xE2\x82\xAC.csv");
    CHECK(safe_file_name(outcome.evidence.suggested_name) == outcome.evidence.suggested_name);
  });
}

TEST_CASE("D83 CSV and Excel without Content-Disposition are downloads", "[browsers]") {
  check_answer(respond_with(plain("text/csv")), "/export.csv",
               [](const DownloadOutcome& outcome) { CHECK(read_file(outcome.file()) == kCsv); });
  check_answer(respond_with(plain("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04 and so on")), "/export",
               [](const DownloadOutcome& outcome) { CHECK(outcome.completed()); }, {.kind = FileKind::kXlsx});
}

/// In kB, from /proc.
std::size_t peak_memory_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6));
  return 0;
}

constexpr std::int64_t kSize = (std::int64_t{2} << 30) + 4096;

TEST_CASE("D88 more than two gibibytes arrive without overflow and in constant memory", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const auto space = std::filesystem::space(t.context.downloads().quarantine());
    REQUIRE(space.available > static_cast<std::uintmax_t>(kSize) + (std::uintmax_t{1} << 30));
    const auto piece = std::make_shared<std::string>(1 << 20, '\0');
    t.server.handle("GET", "/big", [piece](HttpExchange& exchange) -> awaitable<void> {
      co_await exchange.send_raw(
          "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=big.csv\r\n"
          "Content-Length: " +
          std::to_string(kSize) + "\r\nConnection: close\r\n\r\n");
      for (std::int64_t sent = 0; sent < kSize; sent += static_cast<std::int64_t>(piece->size()))
        co_await exchange.send_raw(piece->substr(0, static_cast<std::size_t>(std::min<std::int64_t>(kSize - sent, 1 << 20))));
    });
    co_await t.show("<a href=/big>Export</a>");
    const std::size_t before = peak_memory_kb();
    Download armed = t.context.downloads().arm(t.page);
    co_await t.find("a").click({}, soon());
    const DownloadOutcome outcome = co_await armed.outcome(Deadline::after(100s));
    INFO(explain(outcome));
    CHECK(outcome.evidence.bytes_received == kSize);
    CHECK(outcome.evidence.length_verified);
    CHECK(std::filesystem::file_size(outcome.file()) == static_cast<std::uintmax_t>(kSize));
    // The server is in this process too, and the sanitizers keep up to 256 MiB of what was freed.
    CHECK(peak_memory_kb() - before < 400 * 1024);
    co_await armed.discard(soon());
  });
}

}  // namespace
}  // namespace nightporter::engine
