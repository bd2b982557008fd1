#include "stages/load/row_spool.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <limits>

#include "stages/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages::test {
namespace {

using model::Cell;
using model::Row;
using nightporter::test::TemporaryFolder;

std::vector<std::pair<Row, std::string>> replayed(RowSpool& spool) {
  std::vector<std::pair<Row, std::string>> rows;
  spool.replay([&](const Row& row, std::string_view others) { rows.emplace_back(row, others); });
  return rows;
}

TEST_CASE("a row comes out of the spool as it went in, whatever kinds its cells are of") {
  const TemporaryFolder folder;
  RowSpool spool(folder.path());
  const model::DateTime moment{std::chrono::local_days(std::chrono::year(1969) / 12 / 31).time_since_epoch() +
                               std::chrono::milliseconds(7)};
  const std::vector<std::pair<Row, std::string>> rows{
      {{model::Empty(), std::string(), std::string("a\0b", 3), std::string(5000, 'x')}, ""},
      {{std::int64_t{0}, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}, R"({"More":"1"})"},
      {{model::Decimal(-123456789012345678, 4), model::Decimal(), model::CalendarDate(), moment, true, false}, ""},
      {{std::string("after a date"), *model::CalendarDate::parse_iso("1899-12-31")}, ""},
      {{}, ""}};
  for (const auto& [row, others] : rows) spool.put(row, others);
  CHECK(replayed(spool) == rows);
  CHECK(replayed(spool) == rows);
  CHECK(spool.is_in_memory());
}

TEST_CASE("rows beyond the first megabytes go to a file without a name, in order") {
  const TemporaryFolder folder;
  RowSpool spool(folder.path());
  const std::string text(1000, 't');
  constexpr std::int64_t kRows = 20'000;
  for (std::int64_t number = 0; number < kRows; ++number) spool.put({number, text}, {});
  CHECK_FALSE(spool.is_in_memory());
  CHECK(std::filesystem::is_empty(folder.path()));
  std::int64_t expected = 0;
  RowSpool moved(std::move(spool));
  moved.replay([&](const Row& row, std::string_view) {
    if (row != Row{expected, text}) FAIL("row " << expected << " is another");
    ++expected;
  });
  CHECK(expected == kRows);
}

TEST_CASE("a folder that takes no file is named") {
  const TemporaryFolder folder;
  RowSpool spool(folder / "gone");
  const auto fill = [&] {
    for (int number = 0; number < 20'000; ++number) spool.put({std::string(1000, 't')}, {});
  };
  CHECK_THROWS_WITH(fill(), Catch::Contains((folder / "gone").string()));
}

}  // namespace
}  // namespace nightporter::stages::test
