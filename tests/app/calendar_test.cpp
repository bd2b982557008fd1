#include "app/terminal/calendar.h"

#include <catch2/catch.hpp>

namespace nightporter::app {
namespace {

using stages::DayState;

TEST_CASE("a calendar has a line a month, with every day under its number") {
  std::vector<stages::DayOutcome> days;
  const auto first = *model::CalendarDate::parse_iso("2025-10-29");
  const std::vector<DayState> states{DayState::kMissing,   DayState::kBegun,      DayState::kLoaded, DayState::kZeroConfirmed,
                                     DayState::kCorrected, DayState::kSuspicious, DayState::kFailed};
  for (std::size_t i = 0; i < states.size(); ++i) days.push_back({.day = first + std::chrono::days(i), .state = states[i]});
  CHECK(draw_calendar(days) ==
        "          1   5    10   15   20   25   30\n"
        "  2025-10                             ·◐●\n"
        "  2025-11 ○±?✗\n");
}

}  // namespace
}  // namespace nightporter::app
