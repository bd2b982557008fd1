#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "app/exit_code.h"
#include "app/schedule/timetable.h"

namespace nightporter::app {

/// What `nightporter schedule` does, and by which clock.
struct ScheduleKeeper {
  std::function<std::chrono::sys_seconds()> now;
  /// Tells the next moment at which something is due.
  std::function<void(std::chrono::sys_seconds)> announce;
  /// kGood when the moment has come, kInterrupted when the program is to end.
  std::function<ExitCode(std::chrono::sys_seconds)> wait_until;
  /// Runs what a row of the timetable is about; returns when it has ended.
  std::function<ExitCode(std::size_t row)> run;
};

/// Runs each row when it is due, one after the other, until interrupted: kGood while it waited, kInterrupted in the middle of a run. What
/// becomes due while a run is under way is not started beside it but once after it, however often it was due.
/// Throws ConfigurationError when nothing is ever due.
ExitCode keep_schedule(const Timetable& timetable, const ScheduleKeeper& keeper);

}  // namespace nightporter::app
