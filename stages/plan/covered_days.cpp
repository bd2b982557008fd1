#include "stages/plan/covered_days.h"

#include <algorithm>

namespace nightporter::stages {

using model::CalendarDate;

CoveredDays::CoveredDays(const std::vector<storage::Coverage>& coverage, BusinessDayOf business_day) {
  for (const auto& covered : coverage) {
    const CalendarDate collected = business_day(covered.collected_at);
    for (CalendarDate day = covered.period.from; day <= covered.period.to; day = day + std::chrono::days(1)) {
      CalendarDate& last = collected_.try_emplace(day, collected).first->second;
      last = std::max(last, collected);
    }
  }
}

std::optional<CalendarDate> CoveredDays::first() const {
  if (collected_.empty()) return std::nullopt;
  return collected_.begin()->first;
}

bool CoveredDays::is_complete(CalendarDate day) const {
  const auto found = collected_.find(day);
  return found != collected_.end() && found->second > day;
}

bool CoveredDays::is_fresh(CalendarDate day, CalendarDate today) const {
  const auto found = collected_.find(day);
  return found != collected_.end() && found->second >= today;
}

}  // namespace nightporter::stages
