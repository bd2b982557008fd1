#include "stages/plan/plan_periods.h"

#include <algorithm>
#include <set>

namespace nightporter::stages {

namespace {

using model::CalendarDate;
using std::chrono::days;

/// Days that follow each other become one period, cut as the site wants it; newest first.
std::vector<model::Period> newest_first(const std::set<CalendarDate>& wanted, const PlanInput& input) {
  std::vector<model::Period> periods;
  for (auto day = wanted.begin(); day != wanted.end();) {
    model::Period together{*day, *day};
    for (++day; day != wanted.end() && *day == together.to + days(1); ++day) together.to = *day;
    const auto pieces = split_period(together, input.rules.at_most);
    periods.insert(periods.end(), pieces.begin(), pieces.end());
  }
  std::reverse(periods.begin(), periods.end());
  if (periods.size() > static_cast<std::size_t>(input.at_most_periods)) periods.resize(static_cast<std::size_t>(input.at_most_periods));
  return periods;
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
  const CoveredDays covered(input.coverage, input.business_day);
  const CalendarDate first = std::min(covered.first().value_or(yesterday), yesterday);
  const CalendarDate look_back_from = input.today - days(input.rules.look_back_days);

  std::set<CalendarDate> due;
  for (CalendarDate day = first; day <= yesterday; day = day + days(1))
    if (!covered.is_complete(day) || (day >= look_back_from && !covered.is_fresh(day, input.today))) due.insert(day);
  return newest_first(due, input);
}

std::vector<model::Period> missing_periods(model::Period asked, const PlanInput& input) {
  const CoveredDays covered(input.coverage, input.business_day);
  std::set<CalendarDate> missing;
  for (CalendarDate day = asked.from; day <= asked.to; day = day + days(1))
    if (!covered.is_complete(day)) missing.insert(day);
  return newest_first(missing, input);
}

}  // namespace nightporter::stages
