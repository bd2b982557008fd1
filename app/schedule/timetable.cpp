#include "app/schedule/timetable.h"

namespace nightporter::app {

using std::chrono::sys_seconds;

std::optional<sys_seconds> Timetable::next(std::size_t row, sys_seconds after) const {
  std::optional<sys_seconds> first;
  for (const CronEntry& entry : rows_[row].at) {
    const auto moment = entry.next(after, rows_[row].time_zone);
    if (moment && (!first || *moment < *first)) first = moment;
  }
  return first;
}

std::optional<sys_seconds> Timetable::next(sys_seconds after) const {
  std::optional<sys_seconds> first;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const auto moment = next(row, after);
    if (moment && (!first || *moment < *first)) first = moment;
  }
  return first;
}

std::vector<std::size_t> Timetable::due(sys_seconds handled, sys_seconds now) const {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < rows_.size(); ++row)
    if (const auto moment = next(row, handled); moment && *moment <= now) rows.push_back(row);
  return rows;
}

}  // namespace nightporter::app
