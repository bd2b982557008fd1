#include "app/schedule/cron_entry.h"

#include <catch2/catch.hpp>

#include "app/schedule/timetable.h"
#include "storage/database.h"

namespace nightporter::app {
namespace {

using Catch::Matchers::Contains;
using std::chrono::sys_seconds;

sys_seconds at(const std::string& text) {
  return std::chrono::floor<std::chrono::seconds>(storage::time_from_iso(text + ":00.000Z"));
}
std::string shown(std::optional<sys_seconds> moment) {
  return moment ? storage::to_iso(*moment).substr(0, 16) : "never";
}
/// The next moments, in UTC.
std::string next(const std::string& entry, const std::string& after, const std::string& zone = "UTC", int count = 1) {
  std::string text;
  std::optional<sys_seconds> moment = at(after);
  for (int i = 0; i < count && moment; ++i) {
    moment = CronEntry::parse(entry).next(*moment, zone);
    text += (i == 0 ? "" : " ") + shown(moment);
  }
  return text;
}

TEST_CASE("a time comes today or tomorrow, and never at the moment itself") {
  CHECK(next("15 2 * * *", "2025-11-12T02:14") == "2025-11-12T02:15");
  CHECK(next("15 2 * * *", "2025-11-12T02:15") == "2025-11-13T02:15");
  CHECK(next("0 0 1 1 *", "2025-11-12T02:15") == "2026-01-01T00:00");
}

TEST_CASE("lists, ranges, steps and names") {
  CHECK(next("0,30 8-10/2 * * *", "2025-11-12T07:00", "UTC", 5) ==
        "2025-11-12T08:00 2025-11-12T08:30 2025-11-12T10:00 2025-11-12T10:30 2025-11-13T08:00");
  CHECK(next("*/25 * * * *", "2025-11-12T07:00", "UTC", 3) == "2025-11-12T07:25 2025-11-12T07:50 2025-11-12T08:00");
  CHECK(next("40/10 6 * * *", "2025-11-12T07:00", "UTC", 2) == "2025-11-13T06:40 2025-11-13T06:50");
  CHECK(next("0 6 * Feb,DEC mon-Fri", "2025-11-12T07:00", "UTC", 2) == "2025-12-01T06:00 2025-12-02T06:00");
  CHECK(next("0 6 * * 0", "2025-11-12T07:00") == "2025-11-16T06:00");
  CHECK(next("0 6 * * 7", "2025-11-12T07:00") == "2025-11-16T06:00");
  CHECK(next("0 6 * * fri-sun", "2025-11-12T07:00", "UTC", 4) == "2025-11-14T06:00 2025-11-15T06:00 2025-11-16T06:00 2025-11-21T06:00");
  CHECK(next("0 6 29 2 *", "2025-11-12T07:00") == "2028-02-29T06:00");
  CHECK(next("0 6 30 2 *", "2025-11-12T07:00") == "never");
}

TEST_CASE("when both days are restricted, either will do; with a star both must") {
  CHECK(next("0 6 13 * fri", "2025-11-12T07:00", "UTC", 3) == "2025-11-13T06:00 2025-11-14T06:00 2025-11-21T06:00");
  CHECK(next("0 6 13 * *", "2025-11-13T07:00") == "2025-12-13T06:00");
  CHECK(next("0 6 */2 * fri", "2025-11-12T07:00") == "2025-11-21T06:00");  // odd days that are Fridays
}

TEST_CASE("the time zone is that of the entry") {
  CHECK(next("15 2 * * *", "2025-11-12T00:00", "Asia/Kolkata") == "2025-11-12T20:45");
  CHECK(next("0 0 * * mon", "2025-11-15T12:00", "Pacific/Auckland") == "2025-11-16T11:00");
}

TEST_CASE("a time that clocks jump over happens when they have jumped, one that comes twice happens the first time") {
  const char* const kBerlin = "Europe/Berlin";
  // 2025-03-30: 02:00 becomes 03:00 (01:00 UTC). 2025-10-26: 03:00 becomes 02:00 (01:00 UTC).
  CHECK(next("30 2 * * *", "2025-03-29T12:00", kBerlin, 2) == "2025-03-30T01:00 2025-03-31T00:30");
  CHECK(next("0 3 * * *", "2025-03-29T12:00", kBerlin, 2) == "2025-03-30T01:00 2025-03-31T01:00");
  CHECK(next("30 2 * * *", "2025-10-25T12:00", kBerlin, 2) == "2025-10-26T00:30 2025-10-27T01:30");
  CHECK(next("30 * * * *", "2025-10-25T23:45", kBerlin, 3) == "2025-10-26T00:30 2025-10-26T01:30 2025-10-26T02:30");
  CHECK(next("30 * * * *", "2025-03-30T00:00", kBerlin, 2) == "2025-03-30T00:30 2025-03-30T01:30");
  // Clocks that jump at midnight: the day begins at one.
  CHECK(next("0 0 * * *", "2018-11-03T12:00", "America/Sao_Paulo") == "2018-11-04T03:00");
}

TEST_CASE("what is no entry is refused with the field that is wrong") {
  const auto refusal = [](const char* text) -> std::string {
    try {
      CronEntry::parse(text);
      return "taken";
    } catch (const CronError& error) {
      return error.what();
    }
  };
  CHECK_THAT(refusal("15 2 * *"), Contains("has 4 fields"));
  CHECK_THAT(refusal("@daily"), Contains("cron has five"));
  CHECK_THAT(refusal("60 2 * * *"), Contains("minute \"60\": outside 0 to 59"));
  CHECK_THAT(refusal("0 24 * * *"), Contains("hour"));
  CHECK_THAT(refusal("0 0 0 * *"), Contains("day of the month"));
  CHECK_THAT(refusal("0 0 * 13 *"), Contains("month"));
  CHECK_THAT(refusal("0 0 * * 8"), Contains("day of the week"));
  CHECK_THAT(refusal("0 0 * * fry"), Contains("nor a name"));
  CHECK_THAT(refusal("0 10-8 * * *"), Contains("goes backwards"));
  CHECK_THAT(refusal("*/0 * * * *"), Contains("step"));
  CHECK_THAT(refusal("1, * * * *"), Contains("after the comma"));
  CHECK_THAT(refusal(",1 * * * *"), Contains("minute"));
  CHECK_THAT(refusal("-1 * * * *"), Contains("minute"));
}

TEST_CASE("what was missed while the machine slept or a run went on is due once") {
  const Timetable timetable({{.at = {CronEntry::parse("0 2 * * *")}, .time_zone = "UTC"},
                             {.at = {CronEntry::parse("0 * * * *"), CronEntry::parse("30 6 * * *")}, .time_zone = "UTC"}});
  CHECK(shown(timetable.next(at("2025-11-12T01:10"))) == "2025-11-12T02:00");
  CHECK(timetable.due(at("2025-11-12T01:10"), at("2025-11-12T01:59")).empty());
  CHECK(timetable.due(at("2025-11-12T01:10"), at("2025-11-12T02:00")) == std::vector<std::size_t>{0, 1});
  CHECK(timetable.due(at("2025-11-12T01:10"), at("2025-11-15T09:00")) == std::vector<std::size_t>{0, 1});
  CHECK(timetable.due(at("2025-11-12T02:00"), at("2025-11-12T03:00")) == std::vector<std::size_t>{1});
  CHECK(shown(timetable.next(1, at("2025-11-12T06:00"))) == "2025-11-12T06:30");
}

}  // namespace
}  // namespace nightporter::app
