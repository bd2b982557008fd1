#include "stages/run/task_board.h"

#include <utility>

#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

void add(storage::Upsert& sum, const storage::Upsert& more) {
  sum.staged += more.staged;
  sum.inserted += more.inserted;
  sum.updated += more.updated;
  sum.unchanged += more.unchanged;
  sum.duplicates += more.duplicates;
  sum.conflicting += more.conflicting;
  sum.quarantined += more.quarantined;
  sum.withdrawn += more.withdrawn;
}

TaskResult result_of(const storage::Upsert& counts, bool all_confirmed_empty, LoadMode mode) {
  if (all_confirmed_empty) return TaskResult::kConfirmedEmpty;
  if (counts.changed_nothing()) return TaskResult::kUnchanged;
  return mode == LoadMode::kDryRun ? TaskResult::kDiffers : TaskResult::kLoaded;
}

TaskResult result_of(const LoadOutcome& refused) {
  if (refused.failure_kind == to_string(ParseErrorKind::kSiteChanged)) return TaskResult::kSiteChanged;
  return refused.kind == LoadOutcome::Kind::kRefused ? TaskResult::kCheckFailed : TaskResult::kFailed;
}

void describe(TaskOutcome& outcome, const TaskFailure& failure) {
  outcome.result = failure.result;
  outcome.message = failure.message;
  outcome.details = failure.details;
  outcome.hint = failure.hint;
}

}  // namespace

TaskBoard::TaskBoard(std::vector<StoreTask> tasks, std::function<void(const StoreEvent&)> on_event) : on_event_(std::move(on_event)) {
  for (StoreTask& task : tasks) tasks_.push_back({.outcome = {.task = std::move(task)}});
}

void TaskBoard::start(std::size_t index) {
  if (tasks_[index].started != std::chrono::steady_clock::time_point()) return;
  tasks_[index].started = std::chrono::steady_clock::now();
  if (on_event_) on_event_({.kind = StoreEvent::Kind::kTaskStarted, .task = task(index)});
}

void TaskBoard::collected(std::size_t index, std::vector<std::filesystem::path> files, const std::optional<TaskFailure>& shortfall,
                          FailureEvidence evidence) {
  Entry& entry = tasks_[index];
  entry.outcome.evidence = std::move(evidence);
  entry.collected = true;
  entry.files_to_load = files.size();
  if (on_event_)
    for (const auto& file : files)
      on_event_({.kind = StoreEvent::Kind::kDownloaded, .task = task(index), .text = file.filename().string()});
  entry.outcome.files = std::move(files);
  if (shortfall) describe(entry.outcome, *shortfall);
  if (entry.files_to_load > 0) return;
  if (!shortfall) entry.outcome.result = TaskResult::kConfirmedEmpty;
  end(entry);
}

void TaskBoard::loaded(std::size_t index, const LoadOutcome& loaded, FailureEvidence evidence) {
  Entry& entry = tasks_[index];
  if (!evidence.empty()) entry.outcome.evidence = std::move(evidence);
  add(entry.outcome.counts, loaded.counts);
  entry.outcome.difference.insert(entry.outcome.difference.end(), loaded.difference.begin(), loaded.difference.end());
  if (loaded.checks.emptiness != Emptiness::kConfirmed) entry.all_confirmed_empty = false;
  if (!loaded.good()) {
    entry.outcome.result = result_of(loaded);
    entry.outcome.message = loaded.message;
    entry.outcome.hint = loaded.hint;
  }
  if (--entry.files_to_load > 0) return;
  if (entry.outcome.result == TaskResult::kNotTried)
    entry.outcome.result = result_of(entry.outcome.counts, entry.all_confirmed_empty, loaded.mode);
  end(entry);
}

void TaskBoard::fail(std::size_t index, const TaskFailure& failure, FailureEvidence evidence) {
  Entry& entry = tasks_[index];
  if (entry.ended) return;
  describe(entry.outcome, failure);
  entry.outcome.evidence = std::move(evidence);
  end(entry);
}

void TaskBoard::end(Entry& entry) {
  if (entry.ended) return;
  entry.ended = true;
  if (entry.started != std::chrono::steady_clock::time_point())
    entry.outcome.duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - entry.started);
  if (on_event_) on_event_({.kind = StoreEvent::Kind::kTaskEnded, .task = entry.outcome.task, .outcome = &entry.outcome});
}

std::vector<std::size_t> TaskBoard::open() const {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < tasks_.size(); ++i)
    if (!tasks_[i].ended && !tasks_[i].collected) indexes.push_back(i);
  return indexes;
}

std::vector<std::size_t> TaskBoard::unfinished() const {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < tasks_.size(); ++i)
    if (!tasks_[i].ended) indexes.push_back(i);
  return indexes;
}

StoreRunOutcome TaskBoard::take_outcome() {
  StoreRunOutcome outcome;
  for (Entry& entry : tasks_) outcome.tasks.push_back(std::move(entry.outcome));
  return outcome;
}

}  // namespace nightporter::stages
