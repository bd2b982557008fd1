#include "sites/run/conditions.h"
#include "sites/run/step_runner.h"

namespace nightporter::sites {
namespace {

/// Puts a value back when the block is left, by an exception too.
template <class T>
class Restored {
 public:
  Restored(T& value, T now) : value_(value), before_(std::exchange(value, std::move(now))) {}
  ~Restored() { value_ = std::move(before_); }
  Restored(const Restored&) = delete;
  Restored& operator=(const Restored&) = delete;

 private:
  T& value_;
  T before_;
};

}  // namespace

awaitable<void> StepRunner::do_step(const Step& step, const IfVisible& action, Deadline deadline) {
  const Place place = looked_in_.narrowed(step, variables_);
  const bool wanted = action.wanted == IfVisible::Wanted::kVisible;
  const Deadline patience = deadline.earlier_of(action.wait);
  bool is_so = co_await place.shows(action.element, variables_, deadline) == wanted;
  for (int round = 0; !is_so && patience.remaining() > std::chrono::milliseconds(100); ++round) {
    co_await pause_before_asking_again(round, deadline);
    is_so = co_await place.shows(action.element, variables_, deadline) == wanted;
  }
  co_await run_all(is_so ? action.then : action.otherwise, deadline);
}

awaitable<void> StepRunner::do_step(const Step& step, const RepeatUntil& action, Deadline deadline) {
  const Place place = looked_in_.narrowed(step, variables_);
  for (int times = 0;
       !co_await holds(place, action.condition, variables_, task_.settings.overrides, deadline.earlier_of(task_.settings.step_timeout));
       ++times) {
    if (times == action.at_most)
      throw SiteChanged(place_of(step), "still not so after " + std::to_string(times) +
                                            " times: " + co_await seen_instead(place, action.condition, variables_, deadline));
    co_await run_all(action.steps, deadline);
  }
}

awaitable<void> StepRunner::do_step(const Step& step, const ForEach& action, Deadline deadline) {
  const Restored<Variables> variables(variables_, Variables(variables_));
  if (action.element.empty()) {
    const std::optional<model::Period> whole = period_;
    const Restored<std::optional<model::Period>> period(period_, whole);
    std::vector<DayWithoutFile> without_file;
    bool fetches = false;  // a loop may as well be there for something else
    for (model::CalendarDate day = whole->from; day <= whole->to; day = day + std::chrono::days(1)) {
      variables_.set("day", day);
      period_ = model::Period{day, day};
      empty_marker_seen_ = false;
      const std::size_t files_before = files_.files.size();
      co_await run_all(action.steps, deadline);
      if (files_.files.size() > files_before) {
        fetches = true;
        continue;
      }
      const bool is_empty = empty_marker_seen_ || co_await shows_empty_marker(deadline);
      fetches = fetches || is_empty;
      without_file.push_back({day, is_empty});
    }
    if (fetches) files_.days_without_file.insert(files_.days_without_file.end(), without_file.begin(), without_file.end());
    co_return;
  }
  const Place place = looked_in_.narrowed(step, variables_);
  const std::size_t count = co_await place.count(action.element, variables_, deadline.earlier_of(task_.settings.step_timeout));
  const engine::Locator elements = place.locator(action.element, variables_);
  for (std::size_t i = 0; i < count; ++i) {
    variables_.set("index", std::to_string(i + 1));
    const Restored<Place> inside(looked_in_, place.inside(elements.nth(static_cast<int>(i))));
    co_await run_all(action.steps, deadline);
  }
}

}  // namespace nightporter::sites
