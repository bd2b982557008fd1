#include "app/schedule/keep_schedule.h"

#include <catch2/catch.hpp>
#include <vector>

namespace nightporter::app {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr sys_seconds kMidnight{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

Timetable timetable(std::vector<const char*> entries) {
  std::vector<RunTimes> rows;
  for (const char* entry : entries) rows.push_back({.at = {CronEntry::parse(entry)}, .time_zone = "UTC", .place = ""});
  return Timetable(rows);
}

/// A clock that stands still but for what is waited and what runs take; the program is ended after the last of `runs_take`.
struct Night {
  sys_seconds clock = kMidnight;
  std::vector<std::chrono::minutes> runs_take;
  bool ends_in_last_run = false;
  std::vector<std::pair<std::size_t, std::chrono::minutes>> runs;  // row, minutes after midnight
  int under_way = 0;
  int most_under_way = 0;

  ExitCode keep(const Timetable& table) {
    return keep_schedule(table, {.now = [this] { return clock; },
                                 .announce = [](sys_seconds) {},
                                 .wait_until =
                                     [this](sys_seconds moment) {
                                       if (runs.size() == runs_take.size()) return ExitCode::kInterrupted;
                                       if (moment > clock) clock = moment;
                                       return ExitCode::kGood;
                                     },
                                 .run =
                                     [this](std::size_t row) {
                                       most_under_way = std::max(most_under_way, ++under_way);
                                       runs.emplace_back(row, std::chrono::duration_cast<std::chrono::minutes>(clock - kMidnight));
                                       clock += runs_take.at(runs.size() - 1);
                                       --under_way;
                                       const bool is_last = runs.size() == runs_take.size();
                                       return is_last && ends_in_last_run ? ExitCode::kInterrupted : ExitCode::kPartial;
                                     }});
  }
};

TEST_CASE("each row of the schedule is run when it is due, whatever came of the run before") {
  Night night{.runs_take = {1min, 1min, 1min}};
  CHECK(night.keep(timetable({"0 2 * * *", "30 1,3 * * *"})) == ExitCode::kGood);
  CHECK(night.runs == std::vector<std::pair<std::size_t, std::chrono::minutes>>{{1, 90min}, {0, 120min}, {1, 210min}});
}

TEST_CASE("a run that takes longer than its interval is not started beside itself, and once, not thrice, after it") {
  Night night{.runs_take = {35min, 1min, 1min}};
  CHECK(night.keep(timetable({"*/10 * * * *"})) == ExitCode::kGood);
  CHECK(night.most_under_way == 1);
  CHECK(night.runs == std::vector<std::pair<std::size_t, std::chrono::minutes>>{{0, 10min}, {0, 45min}, {0, 50min}});
}

TEST_CASE("a schedule that is interrupted in a run starts no further one and says so") {
  Night night{.runs_take = {1min, 1min}, .ends_in_last_run = true};
  CHECK(night.keep(timetable({"0 2 * * *", "0 2 * * *", "0 2 * * *"})) == ExitCode::kInterrupted);
  CHECK(night.runs.size() == 2);
}

}  // namespace
}  // namespace nightporter::app
