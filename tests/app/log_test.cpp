#include "app/log.h"

#include <catch2/catch.hpp>
#include <regex>

#include "app/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

TEST_CASE("a log line has timestamp, store, event and detail") {
  const test::TemporaryFolder folder;
  Log log({.file = folder / "run.log", .on_console = false});
  log.info("td/a668", "downloaded", "TD_OrderReport_UttamNagar_2025-11-12_to_2025-11-12.xlsx");
  const std::string text = test::read_file(folder / "run.log");
  const std::regex expected(R"(\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d\] \[td/a668\] \[downloaded\] \[TD_\S+\.xlsx\]\n)");
  CHECK(std::regex_match(text, expected));
}

TEST_CASE("text with line breaks cannot forge a second log line") {
  CHECK(log_line("td/a668", "failed", "first\r\n[now] [uc/x] [downloaded] [no]\x1b[31m") ==
        "[td/a668] [failed] [first | [now] [uc/x] [downloaded] [no]]");
}

TEST_CASE("the log rotates and keeps so many files, readable by the owner alone") {
  const test::TemporaryFolder folder;
  Log log({.file = folder / "run.log", .rotate_at_bytes = 2000, .keep_files = 2, .on_console = false});
  for (int i = 0; i < 200; ++i) log.info("run", "step", "0123456789012345678901234567890123456789");
  CHECK(std::filesystem::file_size(folder / "run.log") <= 2000);
  CHECK(std::filesystem::exists(folder / "run.1.log"));
  CHECK(std::filesystem::exists(folder / "run.2.log"));
  CHECK_FALSE(std::filesystem::exists(folder / "run.3.log"));
  const auto owner_alone = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
  for (const char* name : {"run.log", "run.1.log", "run.2.log"}) CHECK(std::filesystem::status(folder / name).permissions() == owner_alone);
}

TEST_CASE("a log that cannot be written is a configuration error") {
  CHECK_THROWS_AS(Log({.file = "/proc/no-such-folder/run.log", .on_console = false}), ConfigurationError);
}

}  // namespace
}  // namespace nightporter::app
