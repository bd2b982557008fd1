#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "stages/collect/collect_report.h"
#include "stages/collect/store_session.h"
#include "stages/run/shared_browser.h"
#include "stages/run/store_run.h"
#include "stages/run/task_board.h"

namespace nightporter::stages {

/// Collects the reports of one store: in one session, or in one for each when it is asked for or the one was lost. What a report's failure
/// is stays on its task; only what stops the whole store is thrown. The references outlive it; on the browser's thread.
class StoreCollector {
 public:
  /// Runs the steps of a task's report and does with the files what is to be done, as far as the session is needed for it.
  using Collect = std::function<awaitable<void>(StoreSession& session, std::size_t task, const sites::Report& report, Deadline deadline)>;
  /// Enters the failure of a task in the ledger.
  using EnterFailure = std::function<awaitable<void>(StoreTask task, TaskFailure failure, storage::TimePoint started_at)>;

  StoreCollector(SharedBrowser& browser, const sites::Recipe& recipe, const model::Store& store, DatabaseAccess& database,
                 storage::SessionVault& vault, const StoreRunSettings& settings, TaskBoard& board, Collect collect,
                 EnterFailure enter_failure);

  /// Collects what is open on the board. Cancelled, it leaves the site politely and throws.
  awaitable<void> collect();

  /// "td-a668-order_report-2025-11-12": names of a task's evidence begin like this.
  std::string stem_of_task(std::size_t task) const { return stem_of(stem_of(board_.task(task))); }

  std::vector<SessionTimes> take_sessions() { return std::move(sessions_); }

 private:
  /// One session while it is open.
  struct Visit;
  using Work = std::function<awaitable<void>(Visit&)>;
  enum class SignedIn { kYes, kNo, kLost };

  awaitable<void> in_session(StoreSessionSettings::Start start, Work work);
  awaitable<void> open_and_leave(StoreSessionSettings::Start start, Work work);
  awaitable<void> open(Visit& visit, StoreSessionSettings::Start start);
  awaitable<void> leave(Visit& visit);
  awaitable<void> collect_all_in_one();
  awaitable<void> collect_each_in_its_own(StoreSessionSettings::Start start);
  awaitable<void> collect_tasks(Visit& visit);
  awaitable<void> collect_alone(Visit& visit, std::size_t index);
  awaitable<void> collect_task(Visit& visit, std::size_t index);
  awaitable<void> end_task(Visit& visit, std::size_t index, TaskFailure failure, storage::TimePoint started_at);
  awaitable<SignedIn> sign_in(Visit& visit);
  awaitable<bool> shall_try_again(TaskFailure failure, int attempt);
  awaitable<void> fail_tasks(Visit& visit, std::vector<std::size_t> tasks, TaskFailure failure);
  awaitable<void> lose(Visit& visit, TaskFailure failure, std::string stem, std::string picture);
  awaitable<FailureEvidence> keep_evidence(Visit& visit, TaskFailure failure, std::string stem, std::string picture);

  bool may_fall_back() const;
  bool breaks_session(const TaskFailure& failure) const;
  const sites::Report& report_of(const StoreTask& task) const;
  Deadline within(std::chrono::steady_clock::duration duration) const;
  std::string stem_of(const std::string& what) const;
  static std::string stem_of(const StoreTask& task);
  void tell(StoreEvent event) const;
  void tell(StoreEvent::Kind kind, std::string text) const { tell({.kind = kind, .text = std::move(text)}); }

  SharedBrowser& shared_browser_;
  engine::Browser* browser_ = nullptr;  // once a session has begun to open
  const sites::Recipe& recipe_;
  const model::Store& store_;
  DatabaseAccess& database_;
  storage::SessionVault& vault_;
  const StoreRunSettings& settings_;
  TaskBoard& board_;
  Collect collect_;
  EnterFailure enter_failure_;
  std::vector<SessionTimes> sessions_;
  std::string lost_because_;  // why the session of the run was lost; empty while it was not
};

}  // namespace nightporter::stages
