#include "stages/run/run_store.h"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <utility>

#include "engine/trace/trace_recorder.h"
#include "stages/collect/collect_report.h"
#include "stages/collect/task_failure.h"
#include "stages/run/compare_report.h"
#include "stages/run/held_lease.h"
#include "stages/run/load_collected.h"
#include "stages/run/store_collector.h"
#include "stages/run/task_board.h"
#include "storage/sign_in_hold.h"

namespace nightporter::stages {

namespace asio = boost::asio;

namespace {

/// A file on its way from collecting to loading.
struct ToLoad {
  std::size_t task;
  CollectedReportFile file;
  std::shared_ptr<engine::RecordedTrace> trace;  // how it was collected; of all files of the task; null without traces
};

class StoreRun {
 public:
  StoreRun(SharedBrowser& browser, const sites::Recipe& recipe, model::Store store, std::vector<StoreTask> tasks, DatabaseAccess& database,
           storage::SessionVault& vault, StoreRunSettings settings)
      : browser_(browser),
        recipe_(recipe),
        store_(std::move(store)),
        database_(database),
        vault_(vault),
        settings_(std::move(settings)),
        board_(std::move(tasks), settings_.on_event),
        collector_(
            browser_, recipe_, store_, database_, vault_, settings_, board_,
            [this](StoreSession& session, std::size_t task, const sites::Report& report, Deadline deadline) {
              return settings_.compare_only ? compare(session, task, report, deadline) : collect(session, task, report, deadline);
            },
            [this](StoreTask task, TaskFailure failure, storage::TimePoint started_at) {
              return enter_failure(std::move(task), std::move(failure), started_at);
            }) {}

  awaitable<void> run() {
    std::exception_ptr failure;
    try {
      lease_ =
          co_await HeldLease::take(database_, {.site = store_.site, .store = store_.code, .run = settings_.run, .warn = lease_warning()});
      co_await check_not_held();
      co_await lease_->hold_during([this] { return collect_and_load(); });
    } catch (...) {
      failure = std::current_exception();
    }
    // From here on nothing is cancelled: things are put in order. In this place and not in a coroutine of its own, since awaiting one
    // is what a cancelled coroutine cannot do.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    leave_browser();
    const bool has_no_browser = browser_.is_why_not_started(failure);
    if (failure && !has_no_browser) co_await fail_the_rest(failure);
    if (lease_) co_await lease_->give_back();
    if (!lease_warning_->empty()) tell(StoreEvent::Kind::kWarning, *lease_warning_);
    if (has_no_browser) std::rethrow_exception(failure);
  }

  StoreRunOutcome take_outcome() {
    StoreRunOutcome outcome = board_.take_outcome();
    outcome.sessions = collector_.take_sessions();
    return outcome;
  }

 private:
  void tell(StoreEvent event) const {
    if (settings_.on_event) settings_.on_event(event);
  }
  void tell(StoreEvent::Kind kind, std::string text) const { tell({.kind = kind, .text = std::move(text)}); }

  void leave_browser() {
    if (!std::exchange(left_browser_, true)) browser_.leave();
  }

  /// After two refused passwords in a row nobody tries a third: the account would be locked.
  awaitable<void> check_not_held() {
    using State = storage::SignInHold::State;
    const State state = co_await database_.use([this](storage::Database& database) {
      return storage::SignInHold(database, vault_.key()).look(store_.site, store_.code, store_.secrets);
    });
    held_ = state == State::kHeld;
    if (state == State::kSecretsChanged)
      tell(StoreEvent::Kind::kWarning, "the site refused the old password twice; it is another one now, and is tried");
  }

  /// The lease is given back on a worker thread, from where nothing can be told.
  std::function<void(const std::string&)> lease_warning() {
    return [text = lease_warning_](const std::string& sentence) { *text = sentence; };
  }

  /// Collects in one coroutine and loads in another. Throws what stopped collecting.
  awaitable<void> collect_and_load() {
    const auto executor = co_await asio::this_coro::executor;
    auto [order, collect_failure, load_failure] =
        co_await asio::experimental::make_parallel_group(asio::co_spawn(executor, collect_all(), asio::deferred),
                                                         asio::co_spawn(executor, load_all(), asio::deferred))
            .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    if (collect_failure) std::rethrow_exception(collect_failure);
    if (load_failure) std::rethrow_exception(load_failure);
  }

  awaitable<void> collect_all() {
    struct Done {
      StoreRun& run;
      ~Done() {
        run.leave_browser();
        run.collecting_done_ = true;
        run.queue_changed_.notify_all();
      }
    } done{*this};
    if (board_.size() == 0) co_return;
    if (held_) {
      for (const std::size_t index : board_.open()) board_.fail(index, describe_hold(store_), {});
      co_return;
    }
    co_await collector_.collect();
  }

  awaitable<void> collect(StoreSession& session, std::size_t index, const sites::Report& report, Deadline deadline) {
    const CollectedReport collected = co_await collect_report(
        session, recipe_, report, board_.task(index).period, {.run = settings_.run, .downloads = settings_.downloads}, database_, deadline);
    co_await queue(session, index, collected);
  }

  /// Nothing is queued: what is only compared is gone as soon as it was looked at.
  awaitable<void> compare(StoreSession& session, std::size_t index, const sites::Report& report, Deadline deadline) {
    const ComparedReport compared =
        co_await compare_report(session, recipe_, report, board_.task(index).period, settings_.run, database_, deadline);
    const std::optional<TaskFailure> shortfall = describe_days_without_file(compared.unexplained);
    const bool good = !shortfall && std::ranges::all_of(compared.outcomes, &LoadOutcome::good);
    FailureEvidence evidence;
    if (const auto trace = co_await trace_so_far(session); trace && (!good || settings_.trace == TraceWhen::kOn))
      evidence = co_await keep_trace_of(index, *trace);
    board_.collected(index, compared.names, shortfall, std::move(evidence));
    for (std::size_t file = 0; file < compared.outcomes.size(); ++file) {
      tell_warnings(compared.names[file], compared.outcomes[file]);
      board_.loaded(index, compared.outcomes[file]);
    }
  }

  awaitable<void> enter_failure(StoreTask task, TaskFailure failure, storage::TimePoint started_at) {
    if (settings_.compare_only) co_return;
    co_await database_.use([&](storage::Database& database) {
      const storage::StoreReport of{.site = store_.site, .store = store_.code, .report = task.report};
      storage::RunLedger(database).record_failed_download(settings_.run, of, task.period, started_at, {failure.kind, failure.message});
    });
  }

  void tell_warnings(const std::filesystem::path& file, const LoadOutcome& outcome) const {
    for (const std::string& warning : outcome.warnings) tell(StoreEvent::Kind::kWarning, file.filename().string() + ": " + warning);
  }

  awaitable<void> queue(StoreSession& session, std::size_t index, const CollectedReport& report) {
    const std::optional<TaskFailure> shortfall = describe_days_without_file(report.unexplained);
    // Whether the file is what was asked for shows when it is loaded; the session is elsewhere by then.
    const std::shared_ptr<engine::RecordedTrace> trace = co_await trace_so_far(session);
    FailureEvidence evidence;
    if (trace && (shortfall || settings_.trace == TraceWhen::kOn)) evidence = co_await keep_trace_of(index, *trace);
    std::vector<std::filesystem::path> paths;
    for (const CollectedReportFile& file : report.files) {
      paths.push_back(file.path);
      to_load_.push_back({index, file, trace});
    }
    board_.collected(index, std::move(paths), shortfall, std::move(evidence));
    queue_changed_.notify_all();
  }

  /// Null without traces.
  awaitable<std::shared_ptr<engine::RecordedTrace>> trace_so_far(StoreSession& session) {
    if (session.trace() == nullptr) co_return nullptr;
    co_return co_await session.trace()->set_aside(store_.label(), Deadline::after(std::chrono::seconds(20)));
  }

  awaitable<FailureEvidence> keep_trace_of(std::size_t index, engine::RecordedTrace& trace) {
    return keep_trace(trace, settings_.evidence, collector_.stem_of_task(index));
  }

  awaitable<void> load_all() {
    while (true) {
      co_await queue_changed_.wait_until([this] { return !to_load_.empty() || collecting_done_; }, Deadline::never(), "a file to load");
      if (to_load_.empty()) co_return;
      const ToLoad next = to_load_.front();
      co_await load(next);
      to_load_.pop_front();
      queue_changed_.notify_all();
    }
  }

  awaitable<void> load(ToLoad next) {
    std::exception_ptr failure;
    LoadOutcome loaded;
    try {
      loaded = co_await load_collected(database_, recipe_, store_, next.file,
                                       settings_.keep_files ? AfterLoad::kKeepFile : AfterLoad::kDeleteFile, [this] { lease_->check(); });
    } catch (...) {
      failure = std::current_exception();
    }
    FailureEvidence evidence;
    if (next.trace && (failure || !loaded.good())) evidence = co_await keep_trace_of(next.task, *next.trace);
    if (failure) {
      board_.fail(next.task, describe_failure(failure, store_), std::move(evidence));
      co_return;
    }
    tell_warnings(next.file.path, loaded);
    board_.loaded(next.task, loaded, std::move(evidence));
  }

  /// For what stopped the whole store: each task that has not ended ends with it.
  awaitable<void> fail_the_rest(std::exception_ptr failure) {
    TaskFailure described{.result = TaskResult::kNotTried, .kind = "interrupted", .message = "interrupted"};
    try {
      described = describe_failure(failure, store_);
    } catch (const boost::system::system_error&) {
      cancelled_ = true;
    }
    const storage::TimePoint now = storage::now();
    for (const std::size_t index : board_.unfinished()) {
      if (!cancelled_) co_await enter_failure(board_.task(index), described, now);
      board_.fail(index, described, {});
    }
  }

  SharedBrowser& browser_;
  const sites::Recipe& recipe_;
  const model::Store store_;
  DatabaseAccess& database_;
  storage::SessionVault& vault_;
  const StoreRunSettings settings_;
  TaskBoard board_;
  StoreCollector collector_;
  std::unique_ptr<HeldLease> lease_;
  std::shared_ptr<std::string> lease_warning_ = std::make_shared<std::string>();
  std::deque<ToLoad> to_load_;
  Signal queue_changed_;
  bool left_browser_ = false;
  bool collecting_done_ = false;
  bool held_ = false;
  bool cancelled_ = false;
};

}  // namespace

awaitable<StoreRunOutcome> run_store(SharedBrowser& browser, const sites::Recipe& recipe, model::Store store, std::vector<StoreTask> tasks,
                                     DatabaseAccess& database, storage::SessionVault& vault, StoreRunSettings settings) {
  StoreRun run(browser, recipe, std::move(store), std::move(tasks), database, vault, std::move(settings));
  co_await run.run();
  co_return run.take_outcome();
}

}  // namespace nightporter::stages
