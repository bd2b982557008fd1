#include "app/terminal/calendar.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace nightporter::app {

namespace {

using stages::DayState;

struct Mark {
  DayState state;
  std::string_view sign;
  std::string_view meaning;
};

constexpr std::array<Mark, 7> kMarks{{
    {DayState::kLoaded, "●", "loaded"},
    {DayState::kCorrected, "±", "loaded, corrected since"},
    {DayState::kZeroConfirmed, "○", "no sales, confirmed"},
    {DayState::kBegun, "◐", "begun, the day was not over"},
    {DayState::kSuspicious, "?", "refused by a check"},
    {DayState::kFailed, "✗", "failed"},
    {DayState::kMissing, "·", "missing"},
}};

std::string_view sign_of(DayState state) {
  for (const Mark& mark : kMarks)
    if (mark.state == state) return mark.sign;
  return "·";
}

}  // namespace

std::string draw_calendar(const std::vector<stages::DayOutcome>& days) {
  std::string text = "          1   5    10   15   20   25   30\n";
  for (std::size_t at = 0; at < days.size();) {
    const model::CalendarDate first = days[at].day;
    std::string line = fmt::format("  {:04}-{:02} {}", first.year(), first.month(), std::string(first.day() - 1, ' '));
    for (; at < days.size() && days[at].day.month() == first.month(); ++at) line += sign_of(days[at].state);
    text += line + '\n';
  }
  return text;
}

std::string calendar_legend() {
  std::string text;
  for (const Mark& mark : kMarks) text += fmt::format("{}{} {}", text.empty() ? "" : "   ", mark.sign, mark.meaning);
  return text + '\n';
}

}  // namespace nightporter::app
