#include "app/schedule/keep_schedule.h"

#include "app/error.h"

namespace nightporter::app {

ExitCode keep_schedule(const Timetable& timetable, const ScheduleKeeper& keeper) {
  std::chrono::sys_seconds handled = keeper.now();
  while (true) {
    const auto next = timetable.next(handled);
    if (!next) throw ConfigurationError("nothing is ever due: no such day exists");
    keeper.announce(*next);
    if (keeper.wait_until(*next) == ExitCode::kInterrupted) return ExitCode::kGood;
    const std::chrono::sys_seconds moment = keeper.now();
    const std::vector<std::size_t> due = timetable.due(handled, moment);
    handled = moment;
    for (const std::size_t row : due)
      if (keeper.run(row) == ExitCode::kInterrupted) return ExitCode::kInterrupted;
  }
}

}  // namespace nightporter::app
