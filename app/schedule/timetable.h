#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/schedule/cron_entry.h"

namespace nightporter::app {

/// When a store, or the whole file, is run.
struct RunTimes {
  std::vector<CronEntry> at;
  std::string time_zone;  // IANA name
  std::string place;      // "nightporter.yaml:7", for messages
};

/// Which of several runs is due when. Pure: it is told the time.
class Timetable {
 public:
  explicit Timetable(std::vector<RunTimes> rows) : rows_(std::move(rows)) {}

  /// The first moment after `after` at which a row is due; nullopt when none ever is.
  std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds after) const;
  std::optional<std::chrono::sys_seconds> next(std::size_t row, std::chrono::sys_seconds after) const;

  /// The rows that became due after `handled` and until `now`: each once, however often it was missed while the machine slept or another
  /// run was under way.
  std::vector<std::size_t> due(std::chrono::sys_seconds handled, std::chrono::sys_seconds now) const;

 private:
  std::vector<RunTimes> rows_;
};

}  // namespace nightporter::app
