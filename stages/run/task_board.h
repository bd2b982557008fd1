#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "stages/collect/task_failure.h"
#include "stages/load/load_file.h"
#include "stages/run/store_run.h"

namespace nightporter::stages {

/// How far each task of a store has come, and how it ended. A task ends once: when its last file is loaded, or with a failure.
/// Says each ending as a StoreEvent.
class TaskBoard {
 public:
  TaskBoard(std::vector<StoreTask> tasks, std::function<void(const StoreEvent&)> on_event);

  std::size_t size() const { return tasks_.size(); }
  const StoreTask& task(std::size_t index) const { return tasks_[index].outcome.task; }

  /// The time of a task runs from the first start.
  void start(std::size_t index);
  /// Remembers which of the store's sessions, counted from 1, the task was done in.
  void collected_in(std::size_t index, std::size_t session) { tasks_[index].outcome.session = session; }
  /// The task's files are published and wait to be loaded. None: the site says that there is nothing; the task has ended.
  /// `shortfall`: something of what was asked did not come; the task fails with it, whatever the files give.
  void collected(std::size_t index, std::vector<std::filesystem::path> files, const std::optional<TaskFailure>& shortfall = {},
                 FailureEvidence evidence = {});
  /// One of the task's files was loaded, or refused.
  void loaded(std::size_t index, const LoadOutcome& loaded, FailureEvidence evidence = {});
  void fail(std::size_t index, const TaskFailure& failure, FailureEvidence evidence);

  bool has_ended(std::size_t index) const { return tasks_[index].ended; }
  /// Tasks that have neither ended nor files on their way.
  std::vector<std::size_t> open() const;
  /// Tasks that have not ended.
  std::vector<std::size_t> unfinished() const;

  StoreRunOutcome take_outcome();

 private:
  struct Entry {
    TaskOutcome outcome;
    std::size_t files_to_load = 0;
    bool collected = false;
    bool all_confirmed_empty = true;
    bool ended = false;
    std::chrono::steady_clock::time_point started{};
  };
  void end(Entry& entry);

  std::vector<Entry> tasks_;
  std::function<void(const StoreEvent&)> on_event_;
};

}  // namespace nightporter::stages
