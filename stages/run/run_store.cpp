#include "stages/run/run_store.h"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "cdp/error.h"
#include "engine/browser/browser.h"
#include "engine/trace/trace_recorder.h"
#include "stages/collect/collect_report.h"
#include "stages/collect/store_session.h"
#include "stages/collect/task_failure.h"
#include "stages/run/held_lease.h"
#include "stages/run/load_collected.h"
#include "stages/run/task_board.h"
#include "storage/sign_in_hold.h"

namespace nightporter::stages {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kOpenWithin = 60s;
constexpr auto kSignInWithin = 3min;
constexpr auto kTaskWithin = 20min;
constexpr auto kTidyUpWithin = 20s;

awaitable<void> pause(std::chrono::steady_clock::duration duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

/// A file on its way from collecting to loading.
struct ToLoad {
  std::size_t task;
  CollectedReportFile file;
  std::shared_ptr<engine::RecordedTrace> trace;  // how it was collected; of all files of the task; null without traces
};

class StoreRun {
 public:
  StoreRun(engine::Browser& browser, const sites::Recipe& recipe, model::Store store, std::vector<StoreTask> tasks,
           DatabaseAccess& database, storage::SessionVault& vault, StoreRunSettings settings)
      : browser_(browser),
        recipe_(recipe),
        store_(std::move(store)),
        database_(database),
        vault_(vault),
        settings_(std::move(settings)),
        board_(std::move(tasks), settings_.on_event) {}

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
    if (failure) co_await fail_the_rest(failure);
    if (lease_) co_await lease_->give_back();
    if (!lease_warning_->empty()) tell(StoreEvent::Kind::kWarning, *lease_warning_);
  }

  StoreRunOutcome take_outcome() { return board_.take_outcome(); }

 private:
  void tell(StoreEvent event) const {
    if (settings_.on_event) settings_.on_event(event);
  }
  void tell(StoreEvent::Kind kind, std::string text) const { tell({.kind = kind, .text = std::move(text)}); }

  Deadline within(std::chrono::steady_clock::duration duration) const {
    return settings_.guide ? Deadline::never() : Deadline::after(duration);
  }

  storage::StoreReport of(const StoreTask& task) const { return {.site = store_.site, .store = store_.code, .report = task.report}; }

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
        run.collecting_done_ = true;
        run.queue_changed_.notify_all();
      }
    } done{*this};
    if (board_.size() == 0) co_return;
    if (held_) {
      for (const std::size_t index : board_.open()) board_.fail(index, held_failure(), {});
      co_return;
    }
    std::unique_ptr<StoreSession> session;
    std::exception_ptr failure;
    try {
      session = co_await open_session();
      if (co_await sign_in(*session)) co_await collect_tasks(*session);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    if (session) co_await leave(*session);
    if (failure) std::rethrow_exception(failure);
  }

  awaitable<std::unique_ptr<StoreSession>> open_session() {
    StoreSessionSettings session_settings{
        .store = store_,
        .run = settings_.run,
        .keeping = settings_.keeping,
        .overrides = settings_.overrides,
        .otp = settings_.otp,
        .on_step = [this](const sites::StepReport& step) { tell({.kind = StoreEvent::Kind::kStep, .step = step}); },
        .on_screenshot = [this](std::string name, std::string png) { keep_picture(name, png); },
        .trace = settings_.trace,
        .guide = settings_.guide};
    return StoreSession::open(browser_, recipe_, database_, vault_, std::move(session_settings), Deadline::after(kOpenWithin));
  }

  /// False: the store cannot be signed in, and every task knows why.
  awaitable<bool> sign_in(StoreSession& session) {
    sites::SignInOutcome outcome;
    for (int attempt = 1;; ++attempt) {
      std::exception_ptr failure;
      try {
        outcome = co_await session.ensure_signed_in(within(kSignInWithin));
        break;
      } catch (...) {
        failure = std::current_exception();
      }
      if (!co_await shall_try_again(failure, attempt)) {
        co_await fail_open_tasks(session, describe_failure(failure, store_), "sign-in");
        co_return false;
      }
    }
    if (!outcome.signed_in()) {
      co_await fail_open_tasks(session, describe_sign_in(outcome, store_), "sign-in");
      co_return false;
    }
    signed_in_ = true;
    tell(StoreEvent::Kind::kSignedIn, session.had_to_sign_in() ? "signed in" : "session holds");
    co_return true;
  }

  awaitable<void> collect_tasks(StoreSession& session) {
    for (std::size_t index = 0; index < board_.size(); ++index) {
      if (board_.has_ended(index)) continue;
      board_.start(index);
      co_await collect_task(session, index);
      // The next task has a trace of its own; that of the first began with the signing in.
      if (session.trace() != nullptr) session.trace()->restart(store_.label());
    }
  }

  awaitable<void> collect_task(StoreSession& session, std::size_t index) {
    const StoreTask task = board_.task(index);
    const storage::TimePoint started_at = storage::now();
    bool signed_in_again = false;
    for (int attempt = 1;; ++attempt) {
      std::exception_ptr failure;
      try {
        const CollectedReport report =
            co_await collect_report(session, recipe_, report_of(task), task.period,
                                    {.run = settings_.run, .downloads = settings_.downloads}, database_, within(kTaskWithin));
        co_await queue(session, index, report);
        co_return;
      } catch (...) {
        failure = std::current_exception();
      }
      if (co_await shall_try_again(failure, attempt)) continue;
      const TaskFailure described = describe_failure(failure, store_);
      if (described.result == TaskResult::kLoginNeeded && !signed_in_again) {
        // The session has ended in the middle of the run: once more with a new one.
        signed_in_again = true;
        signed_in_ = false;
        if (co_await sign_in(session)) continue;
        co_return;
      }
      co_await record_failure(task, described, started_at);
      board_.fail(index, described, co_await keep_evidence(session, described, stem_of(task)));
      co_return;
    }
  }

  const sites::Report& report_of(const StoreTask& task) const {
    if (const sites::Report* report = recipe_.find_report(task.report)) return *report;
    throw sites::ConfigurationLacking("the recipe " + recipe_.file + " has no report " + task.report.value());
  }

  /// Waits before the next attempt. False when there shall be none. Rethrows cancellation.
  awaitable<bool> shall_try_again(std::exception_ptr failure, int attempt) {
    const TaskFailure described = describe_failure(failure, store_);
    if (settings_.guide || !described.retry_can_help || attempt >= settings_.attempts || !browser_.is_connected()) co_return false;
    const auto wait = std::chrono::seconds(2 << (2 * (attempt - 1)));
    tell(StoreEvent::Kind::kRetry, described.message + "; attempt " + std::to_string(attempt + 1) + " of " +
                                       std::to_string(settings_.attempts) + " in " + std::to_string(wait.count()) + " s");
    co_await pause(wait);
    co_return true;
  }

  awaitable<void> queue(StoreSession& session, std::size_t index, const CollectedReport& report) {
    const std::optional<TaskFailure> shortfall = describe_days_without_file(report.unexplained);
    // Whether the file is what was asked for shows when it is loaded; the session is elsewhere by then.
    std::shared_ptr<engine::RecordedTrace> trace;
    if (session.trace() != nullptr) trace = co_await session.trace()->set_aside(store_.label(), Deadline::after(kTidyUpWithin));
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

  awaitable<FailureEvidence> keep_trace_of(std::size_t index, engine::RecordedTrace& trace) {
    return keep_trace(trace, settings_.evidence, stem_of(stem_of(board_.task(index))));
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
    for (const std::string& warning : loaded.warnings)
      tell(StoreEvent::Kind::kWarning, next.file.path.filename().string() + ": " + warning);
    board_.loaded(next.task, loaded, std::move(evidence));
  }

  awaitable<void> fail_open_tasks(StoreSession& session, TaskFailure failure, std::string stem) {
    const storage::TimePoint now = storage::now();
    const FailureEvidence evidence = co_await keep_evidence(session, failure, std::move(stem));
    for (const std::size_t index : board_.open()) {
      co_await record_failure(board_.task(index), failure, now);
      board_.fail(index, failure, evidence);
    }
  }

  TaskFailure held_failure() const {
    return {.result = TaskResult::kLoginNeeded,
            .kind = "held",
            .message = "login needed: the site refused the password twice; nobody tries it a third time, so that the account is not locked",
            .hint =
                "correct the store's secrets: the next run sees that they are others. If they were right, nightporter sessions release"
                " --crm " +
                store_.site.value() + " --store " + store_.code.value()};
  }

  awaitable<void> record_failure(StoreTask task, TaskFailure failure, storage::TimePoint started_at) {
    co_await database_.use([&](storage::Database& database) {
      storage::RunLedger(database).record_failed_download(settings_.run, of(task), task.period, started_at,
                                                          {failure.kind, failure.message});
    });
  }

  awaitable<FailureEvidence> keep_evidence(StoreSession& session, TaskFailure failure, std::string stem) {
    if (!failure.step.empty()) stem += "-step" + failure.step;
    return keep_failure_evidence(session.page(), session.trace(), settings_.evidence, stem_of(stem), Deadline::after(kTidyUpWithin));
  }

  /// "td-a668-order_report-2025-11-12": names of evidence files begin like this.
  std::string stem_of(const std::string& what) const { return store_.site.value() + "-" + store_.code.value() + "-" + what; }
  static std::string stem_of(const StoreTask& task) {
    const std::string from = task.period.from.to_iso();
    const std::string to = task.period.to.to_iso();
    return task.report.value() + "-" + from + (from == to ? "" : "_" + to);
  }

  void keep_picture(const std::string& name, const std::string& png) const { keep_screenshot(settings_.evidence, stem_of(name), png); }

  /// Saves the session, signs out where the recipe wants it, and closes the context. What fails here is a warning.
  awaitable<void> leave(StoreSession& session) {
    const Deadline deadline = Deadline::after(kTidyUpWithin);
    std::exception_ptr failure;
    try {
      if (signed_in_) co_await session.save_state(StoreSession::Save::kOverOlder, deadline);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) tell(StoreEvent::Kind::kWarning, "saving the session: " + describe_failure(failure, store_).message);
    for (const std::string& sentence : session.left_out()) tell(StoreEvent::Kind::kWarning, sentence);
    failure = nullptr;
    try {
      if (signed_in_) co_await session.sign_out(deadline);
      co_await session.close(deadline);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) tell(StoreEvent::Kind::kWarning, "leaving the site: " + describe_failure(failure, store_).message);
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
      if (!cancelled_) co_await record_failure(board_.task(index), described, now);
      board_.fail(index, described, {});
    }
  }

  engine::Browser& browser_;
  const sites::Recipe& recipe_;
  const model::Store store_;
  DatabaseAccess& database_;
  storage::SessionVault& vault_;
  const StoreRunSettings settings_;
  TaskBoard board_;
  std::unique_ptr<HeldLease> lease_;
  std::shared_ptr<std::string> lease_warning_ = std::make_shared<std::string>();
  std::deque<ToLoad> to_load_;
  Signal queue_changed_;
  bool collecting_done_ = false;
  bool signed_in_ = false;
  bool held_ = false;
  bool cancelled_ = false;
};

}  // namespace

awaitable<StoreRunOutcome> run_store(engine::Browser& browser, const sites::Recipe& recipe, model::Store store,
                                     std::vector<StoreTask> tasks, DatabaseAccess& database, storage::SessionVault& vault,
                                     StoreRunSettings settings) {
  StoreRun run(browser, recipe, std::move(store), std::move(tasks), database, vault, std::move(settings));
  co_await run.run();
  co_return run.take_outcome();
}

}  // namespace nightporter::stages
