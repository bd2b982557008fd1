#include "stages/plan/plan_periods.h"

#include <catch2/catch.hpp>

namespace nightporter::stages {
namespace {

using model::CalendarDate;
using model::Period;

CalendarDate day(const char* text) {
  return *CalendarDate::parse_iso(text);
}
Period period(const char* from, const char* to) {
  return {day(from), day(to)};
}

/// A collection of `from`..`to` on the day `on`, at noon.
storage::Coverage covered(const char* from, const char* to, const char* on) {
  return {.period = period(from, to), .collected_at = storage::TimePoint(day(on).days()) + std::chrono::hours(12)};
}

PlanInput input(const char* today, std::vector<storage::Coverage> coverage, int look_back_days = 0, int at_most_days = 31) {
  return {.today = day(today),
          .coverage = std::move(coverage),
          .rules = {.at_most = {.unit = sites::PeriodLimit::Unit::kDays, .count = at_most_days}, .look_back_days = look_back_days},
          .business_day = [](storage::TimePoint moment) { return CalendarDate(std::chrono::floor<std::chrono::days>(moment)); }};
}

TEST_CASE("a store that has nothing yet begins with yesterday") {
  CHECK(plan_periods(input("2025-11-13", {})) == std::vector{period("2025-11-12", "2025-11-12")});
}

TEST_CASE("the days missed since the last success are due as one period") {
  CHECK(plan_periods(input("2025-11-13", {covered("2025-11-01", "2025-11-09", "2025-11-10")})) ==
        std::vector{period("2025-11-10", "2025-11-12")});
}

TEST_CASE("nothing is due when all complete days are here") {
  CHECK(plan_periods(input("2025-11-13", {covered("2025-11-01", "2025-11-12", "2025-11-13")})).empty());
}

TEST_CASE("a hole between covered days is due too, newest first") {
  CHECK(plan_periods(
            input("2025-11-13", {covered("2025-11-01", "2025-11-03", "2025-11-04"), covered("2025-11-06", "2025-11-11", "2025-11-12")})) ==
        std::vector{period("2025-11-12", "2025-11-12"), period("2025-11-04", "2025-11-05")});
}

TEST_CASE("a day that was collected before it was over is due again") {
  CHECK(plan_periods(
            input("2025-11-13", {covered("2025-11-11", "2025-11-11", "2025-11-12"), covered("2025-11-12", "2025-11-12", "2025-11-12")})) ==
        std::vector{period("2025-11-12", "2025-11-12")});
}

TEST_CASE("the last days are asked for again for late corrections, once a day") {
  const auto yesterday = covered("2025-11-01", "2025-11-11", "2025-11-12");
  CHECK(plan_periods(input("2025-11-13", {yesterday}, 3)) == std::vector{period("2025-11-10", "2025-11-12")});
  CHECK(plan_periods(input("2025-11-13", {yesterday, covered("2025-11-10", "2025-11-12", "2025-11-13")}, 3)).empty());
}

TEST_CASE("a long absence is cut into periods that the site gives, and a run takes so many of them") {
  auto long_absence = input("2025-11-13", {covered("2025-10-01", "2025-10-01", "2025-10-02")}, 0, 10);
  CHECK(plan_periods(long_absence) == std::vector{period("2025-11-11", "2025-11-12"), period("2025-11-01", "2025-11-10"),
                                                  period("2025-10-22", "2025-10-31"), period("2025-10-12", "2025-10-21"),
                                                  period("2025-10-02", "2025-10-11")});
  long_absence.at_most_periods = 2;
  CHECK(plan_periods(long_absence).size() == 2);
}

TEST_CASE("today is never due, even when part of it is here") {
  CHECK(plan_periods(input("2025-11-13", {covered("2025-11-12", "2025-11-13", "2025-11-13")})).empty());
}

TEST_CASE("a period that a person asks for is cut oldest first") {
  const sites::PeriodLimit three_days{.unit = sites::PeriodLimit::Unit::kDays, .count = 3};
  CHECK(split_period(period("2025-11-01", "2025-11-07"), three_days) ==
        std::vector{period("2025-11-01", "2025-11-03"), period("2025-11-04", "2025-11-06"), period("2025-11-07", "2025-11-07")});
}

}  // namespace
}  // namespace nightporter::stages
