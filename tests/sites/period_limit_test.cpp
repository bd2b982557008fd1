#include <catch2/catch.hpp>

#include "sites/language/scalars.h"
#include "sites/recipe.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;
using model::CalendarDate;

std::string longest(PeriodLimit limit, const char* from) {
  return limit.longest_from(*CalendarDate::parse_iso(from)).to.to_iso();
}

TEST_CASE("the longest period is counted in days or in calendar months") {
  using Unit = PeriodLimit::Unit;
  CHECK(longest({Unit::kDays, 1}, "2025-11-12") == "2025-11-12");
  CHECK(longest({Unit::kDays, 31}, "2025-11-12") == "2025-12-12");
  CHECK(longest({Unit::kMonths, 1}, "2025-11-01") == "2025-11-30");
  CHECK(longest({Unit::kMonths, 1}, "2025-11-12") == "2025-12-11");
  CHECK(longest({Unit::kMonths, 1}, "2025-01-31") == "2025-02-27");
  CHECK(longest({Unit::kMonths, 3}, "2025-12-15") == "2026-03-14");
  const PeriodLimit month{Unit::kMonths, 1};
  CHECK(month.allows({*CalendarDate::parse_iso("2025-02-01"), *CalendarDate::parse_iso("2025-02-28")}));
  CHECK_FALSE(month.allows({*CalendarDate::parse_iso("2025-02-01"), *CalendarDate::parse_iso("2025-03-01")}));
}

TEST_CASE("durations, days, lengths and times of day are read, and nothing else") {
  using namespace language;
  CHECK(read_duration("500ms") == 500ms);
  CHECK(read_duration("60s") == 60s);
  CHECK(read_duration("2m") == 2min);
  CHECK(read_duration("1h") == 1h);
  for (const char* text : {"", "60", "s", "-1s", "1.5s", "25h", "1d", "99999999s"}) CHECK_FALSE(read_duration(text));
  CHECK(read_days("3 days") == 3);
  CHECK(read_days("one day") == 1);
  CHECK(read_days("a week") == 7);
  CHECK(read_days("0 days") == 0);
  for (const char* text : {"3", "days", "a month", "-1 days"}) CHECK_FALSE(read_days(text));
  CHECK(read_period_limit("a month")->unit == PeriodLimit::Unit::kMonths);
  CHECK(read_period_limit("31 days")->count == 31);
  CHECK(read_period_limit("2 weeks")->count == 14);
  for (const char* text : {"0 days", "a year", "31"}) CHECK_FALSE(read_period_limit(text));
  CHECK(read_time_of_day("04:30") == 270min);
  for (const char* text : {"4:00", "24:00", "04:60", "4am"}) CHECK_FALSE(read_time_of_day(text));
}

TEST_CASE("until the day ends it is still yesterday's business day, in the site's own time zone") {
  Recipe recipe;
  recipe.time_zone = "Asia/Kolkata";
  recipe.day_ends_at = 4h;
  const auto at = [](const char* iso, std::chrono::minutes utc) {
    return std::chrono::system_clock::time_point(CalendarDate::parse_iso(iso)->days()) + utc;
  };
  CHECK(business_day(recipe, at("2025-11-12", 22h + 29min)).to_iso() == "2025-11-12");  // 03:59 on the 13th in India
  CHECK(business_day(recipe, at("2025-11-12", 22h + 30min)).to_iso() == "2025-11-13");
  recipe.time_zone = "America/New_York";
  recipe.day_ends_at = 0h;
  CHECK(business_day(recipe, at("2025-11-12", 4h)).to_iso() == "2025-11-11");
}

}  // namespace
}  // namespace nightporter::sites
