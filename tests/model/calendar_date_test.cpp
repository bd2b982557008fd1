#include "model/calendar_date.h"

#include <catch2/catch.hpp>

#include "model/period.h"

namespace nightporter::model {
namespace {

TEST_CASE("an ISO date is read and written back") {
  const auto date = CalendarDate::parse_iso("2024-02-29");
  REQUIRE(date);
  CHECK(date->to_iso() == "2024-02-29");
  CHECK((*date + std::chrono::days(1)).to_iso() == "2024-03-01");
  CHECK(date->weekday() == std::chrono::Thursday);
}

TEST_CASE("a day that does not exist is not a date") {
  for (const char* text : {"2023-02-29", "2023-13-01", "2023-00-10", "2023-1-1", "23-01-01", "2023/01/01", "2023-01-01 ", "+023-01-01", ""})
    CHECK_FALSE(CalendarDate::parse_iso(text));
}

TEST_CASE("a period counts both of its ends") {
  const Period period{*CalendarDate::parse_iso("2025-11-10"), *CalendarDate::parse_iso("2025-11-12")};
  CHECK(period.days() == 3);
  CHECK(period.contains(period.to));
  CHECK_FALSE(period.contains(period.to + std::chrono::days(1)));
  CHECK(period.to_string() == "2025-11-10..2025-11-12");
  CHECK(Period{period.from, period.from}.to_string() == "2025-11-10");
}

}  // namespace
}  // namespace nightporter::model
