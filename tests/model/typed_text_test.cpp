#include "model/typed_text.h"

#include <catch2/catch.hpp>

using namespace nightporter::model;

TEST_CASE("every cell's text is read back as the cell") {
  const DateTime moment(std::chrono::local_days(std::chrono::year(2025) / 11 / 12) + std::chrono::hours(14));
  for (const auto& [cell, type] :
       std::vector<std::pair<Cell, ColumnType>>{{std::string("007"), ColumnType::kText},
                                                {std::int64_t{-7}, ColumnType::kInteger},
                                                {Decimal(-1050, 2), ColumnType::kDecimal},
                                                {CalendarDate::parse_iso("2025-11-12").value(), ColumnType::kDate},
                                                {moment, ColumnType::kDateTime},
                                                {moment + std::chrono::milliseconds(5), ColumnType::kDateTime},
                                                {true, ColumnType::kBoolean},
                                                {Empty(), ColumnType::kDate}})
    CHECK(parse_cell(to_text(cell), type) == cell);
}

TEST_CASE("a text of another type is none of this one") {
  CHECK_FALSE(parse_cell("x", ColumnType::kInteger));
  CHECK_FALSE(parse_cell("12.5", ColumnType::kInteger));
  CHECK_FALSE(parse_cell("1e5", ColumnType::kDecimal));
  CHECK_FALSE(parse_cell("2025-02-30", ColumnType::kDate));
  CHECK_FALSE(parse_cell("2025-11-12 25:00:00", ColumnType::kDateTime));
  CHECK_FALSE(parse_cell("2025-11-12 14:03:-1", ColumnType::kDateTime));
  CHECK_FALSE(parse_cell("1", ColumnType::kBoolean));
}
