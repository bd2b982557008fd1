#include "stages/check/rows_of_weekdays.h"

#include <algorithm>

namespace nightporter::stages {

namespace {

constexpr std::size_t kFewestDays = 2;

}  // namespace

std::map<model::CalendarDate, std::vector<std::int64_t>> rows_of_weekdays(const KnownRows& known) {
  const auto is_covered = [&](model::CalendarDate day) {
    return std::any_of(known.coverage.begin(), known.coverage.end(),
                       [&](const storage::Coverage& covered) { return covered.period.contains(day); });
  };
  std::map<model::CalendarDate, std::vector<std::int64_t>> found;
  for (model::CalendarDate day = known.asked.from; day <= known.asked.to; day = day + std::chrono::days(1)) {
    std::vector<std::int64_t> counts;
    for (int week = 1; week <= known.weeks; ++week) {
      const model::CalendarDate before = day - std::chrono::days(7 * week);
      if (known.asked.contains(before) || !is_covered(before)) continue;
      const auto rows = known.rows_by_day.find(before);
      counts.push_back(rows == known.rows_by_day.end() ? 0 : rows->second);
    }
    if (counts.size() >= kFewestDays) found.emplace(day, std::move(counts));
  }
  return found;
}

}  // namespace nightporter::stages
