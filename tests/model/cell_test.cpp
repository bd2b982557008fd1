#include "model/cell.h"

#include <catch2/catch.hpp>

namespace nightporter::model {
namespace {

TEST_CASE("every kind of cell has one text form") {
  using namespace std::chrono_literals;
  const std::chrono::local_days day{std::chrono::year(2025) / 11 / 12};
  CHECK(to_text(Cell()).empty());
  CHECK(to_text(Cell(std::string("007"))) == "007");
  CHECK(to_text(Cell(std::int64_t{-12})) == "-12");
  CHECK(to_text(Cell(*Decimal::parse("1.50"))) == "1.5");
  CHECK(to_text(Cell(*CalendarDate::parse_iso("2025-11-12"))) == "2025-11-12");
  CHECK(to_text(Cell(DateTime(day + 14h + 3min))) == "2025-11-12 14:03:00");
  CHECK(to_text(Cell(DateTime(day + 1h + 2s + 30ms))) == "2025-11-12 01:00:02.030");
  CHECK(to_text(Cell(true)) == "true");
}

}  // namespace
}  // namespace nightporter::model
