#include "stages/plan/plan_periods.h"

#include <algorithm>
#include <map>
#include <set>

namespace nightporter::stages {

namespace {

using model::CalendarDate;
using std::chrono::days;

/// For each covered day the moment of its last collection.
std::map<CalendarDate, storage::TimePoint> collected_days(const std::vector<storage::Coverage>& coverage) {
  std::map<CalendarDate, storage::TimePoint> collected;
  for (const auto& covered : coverage)
    for (CalendarDate day = covered.period.from; day <= covered.period.to; day = day + days(1)) {
      auto& moment = collected.try_emplace(day, covered.collected_at).first->second;
      moment = std::max(moment, covered.collected_at);
    }
  return collected;
}

}  // namespace

std::vector<model::Period> split_period(model::Period period, const sites::PeriodLimit& limit) {
  std::vector<model::Period> pieces;
  for (CalendarDate from = period.from; from <= period.to;) {
    const CalendarDate to = std::min(limit.longest_from(from).to, period.to);
    pieces.push_back({from, to});
    from = to + days(1);
  }
  return pieces;
}

std::vector<model::Period> plan_periods(const PlanInput& input) {
  const CalendarDate yesterday = input.today - days(1);
  const auto collected = collected_days(input.coverage);
  const CalendarDate first = collected.empty() ? yesterday : std::min(collected.begin()->first, yesterday);
  const CalendarDate look_back_from = input.today - days(input.rules.look_back_days);

  std::set<CalendarDate> due;
  for (CalendarDate day = first; day <= yesterday; day = day + days(1)) {
    const auto found = collected.find(day);
    const bool complete = found != collected.end() && input.business_day(found->second) > day;
    const bool asked_again_today = complete && input.business_day(found->second) >= input.today;
    if (!complete || (day >= look_back_from && !asked_again_today)) due.insert(day);
  }

  std::vector<model::Period> periods;
  for (auto day = due.begin(); day != due.end();) {
    model::Period together{*day, *day};
    for (++day; day != due.end() && *day == together.to + days(1); ++day) together.to = *day;
    const auto pieces = split_period(together, input.rules.at_most);
    periods.insert(periods.end(), pieces.begin(), pieces.end());
  }
  std::reverse(periods.begin(), periods.end());
  if (periods.size() > static_cast<std::size_t>(input.at_most_periods)) periods.resize(static_cast<std::size_t>(input.at_most_periods));
  return periods;
}

}  // namespace nightporter::stages
