#include "stages/run/compare_store.h"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <system_error>

#include "engine/browser/browser.h"
#include "sites/error.h"
#include "stages/collect/store_session.h"
#include "stages/collect/task_failure.h"
#include "stages/load/checked_file.h"
#include "stages/run/held_lease.h"
#include "stages/run/load_collected.h"
#include "storage/sign_in_hold.h"

namespace nightporter::stages {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kOpenWithin = 60s;
constexpr auto kSignInWithin = 3min;
constexpr auto kTaskWithin = 20min;
constexpr auto kTidyUpWithin = 20s;

TaskResult result_of(const LoadOutcome& outcome) {
  switch (outcome.kind) {
    case LoadOutcome::Kind::kLoaded:
      return TaskResult::kLoaded;
    case LoadOutcome::Kind::kUnchanged:
      return outcome.checks.emptiness == Emptiness::kConfirmed ? TaskResult::kConfirmedEmpty : TaskResult::kUnchanged;
    case LoadOutcome::Kind::kRefused:
      return TaskResult::kCheckFailed;
    case LoadOutcome::Kind::kFailed:
      break;
  }
  return TaskResult::kFailed;
}

class StoreComparison {
 public:
  StoreComparison(engine::Browser& browser, const sites::Recipe& recipe, model::Store store, std::vector<StoreTask> tasks,
                  DatabaseAccess& database, storage::SessionVault& vault, StoreRunSettings settings)
      : browser_(browser),
        recipe_(recipe),
        store_(std::move(store)),
        tasks_(std::move(tasks)),
        database_(database),
        vault_(vault),
        settings_(std::move(settings)) {}

  awaitable<void> run() {
    if (co_await is_held()) co_return fail_the_rest(describe_hold(store_));
    session_ = co_await StoreSession::open(browser_, recipe_, database_, vault_, session_settings(), Deadline::after(kOpenWithin));
    std::exception_ptr failure;
    try {
      co_await compare_all();
    } catch (...) {
      failure = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await leave();
    if (failure) std::rethrow_exception(failure);
  }

  /// For what stopped the whole store.
  void fail_the_rest(const TaskFailure& failure) {
    while (begun_ < tasks_.size()) add_failure(tasks_[begun_++], failure);
  }

  std::vector<Comparison> take() { return std::move(comparisons_); }

 private:
  awaitable<bool> is_held() {
    co_return co_await database_.use([this](storage::Database& database) {
      return storage::SignInHold(database, vault_.key()).look(store_.site, store_.code, store_.secrets) ==
             storage::SignInHold::State::kHeld;
    });
  }

  StoreSessionSettings session_settings() const {
    return {.store = store_,
            .run = settings_.run,
            .keeping = settings_.keeping,
            .overrides = settings_.overrides,
            .otp = settings_.otp,
            .on_step = [this](const sites::StepReport& step) {
              if (settings_.on_event) settings_.on_event({.kind = StoreEvent::Kind::kStep, .step = step});
            }};
  }

  awaitable<void> compare_all() {
    const sites::SignInOutcome outcome = co_await session_->ensure_signed_in(Deadline::after(kSignInWithin));
    signed_in_ = outcome.signed_in();
    if (!signed_in_) co_return fail_the_rest(describe_sign_in(outcome, store_));
    while (begun_ < tasks_.size()) co_await compare(tasks_[begun_++]);
  }

  awaitable<void> compare(StoreTask task) {
    std::exception_ptr failure;
    try {
      co_await fetch_and_compare(task);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) add_failure(task, describe_failure(failure, store_));
  }

  awaitable<void> fetch_and_compare(StoreTask task) {
    const sites::Report* report = recipe_.find_report(task.report);
    if (report == nullptr) throw sites::ConfigurationLacking("the recipe " + recipe_.file + " has no report " + task.report.value());
    const storage::TimePoint started_at = storage::now();
    const FetchedFiles fetched(co_await session_->run_report(task.report, task.period, Deadline::after(kTaskWithin)));
    for (const sites::FetchedDownload& file : fetched.of.files) {
      const auto count = std::ranges::count(fetched.of.files, file.period, &sites::FetchedDownload::period);
      add(co_await look_at(*report, file, static_cast<int>(count), started_at), {task.report, file.period});
    }
    if (fetched.of.files.empty() && fetched.of.days_without_file.empty())
      comparisons_.push_back({.task = task, .result = TaskResult::kConfirmedEmpty});
    std::vector<model::CalendarDate> unexplained;
    for (const sites::DayWithoutFile& day : fetched.of.days_without_file)
      if (!day.page_showed_empty_marker) unexplained.push_back(day.day);
    if (const auto shortfall = describe_days_without_file(unexplained)) add_failure(task, *shortfall);
  }

  /// The load of a file that the ledger does not know, up to the moment in which it would be made durable.
  awaitable<LoadOutcome> look_at(const sites::Report& report, const sites::FetchedDownload& file, int file_count,
                                 storage::TimePoint started_at) {
    const storage::Download row{.run = settings_.run,
                                .of = {.site = store_.site, .store = store_.code, .report = report.name},
                                .period = file.period,
                                .path = file.file,
                                .empty_confirmed = file.page_showed_empty_marker,
                                .started_at = started_at,
                                .file_count = file_count};
    LoadRequest request = load_request(recipe_, report, store_, row);
    request.mode = LoadMode::kDryRun;
    const LoadBasis basis = co_await database_.use([&](storage::Database& opened) { return basis_of(opened, request, row); });
    CheckedFile checked = co_await database_.work_beside([&] { return read_and_check(basis, request); });
    co_return co_await database_.use([&](storage::Database& opened) { return load_checked(opened, request, std::move(checked)); });
  }

  void add(LoadOutcome outcome, StoreTask task) {
    comparisons_.push_back({.task = std::move(task),
                            .result = result_of(outcome),
                            .counts = outcome.counts,
                            .difference = std::move(outcome.difference),
                            .message = std::move(outcome.message),
                            .hint = std::move(outcome.hint)});
  }

  void add_failure(const StoreTask& task, const TaskFailure& failure) {
    comparisons_.push_back({.task = task, .result = failure.result, .message = failure.message, .hint = failure.hint});
  }

  awaitable<void> leave() {
    const Deadline deadline = Deadline::after(kTidyUpWithin);
    try {
      if (signed_in_) {
        co_await session_->save_state(StoreSession::Save::kOverOlder, deadline);
        co_await session_->sign_out(deadline);
      }
      co_await session_->close(deadline);
    } catch (const std::exception& error) {
      if (settings_.on_event)
        settings_.on_event({.kind = StoreEvent::Kind::kWarning, .text = std::string("leaving the site: ") + error.what()});
    }
  }

  /// The files are gone with it.
  struct FetchedFiles {
    explicit FetchedFiles(sites::ReportFiles files) : of(std::move(files)) {}
    ~FetchedFiles() {
      std::error_code ignored;
      for (const sites::FetchedDownload& file : of.files) std::filesystem::remove(file.file, ignored);
    }
    FetchedFiles(const FetchedFiles&) = delete;
    FetchedFiles& operator=(const FetchedFiles&) = delete;
    sites::ReportFiles of;
  };

  engine::Browser& browser_;
  const sites::Recipe& recipe_;
  const model::Store store_;
  const std::vector<StoreTask> tasks_;
  DatabaseAccess& database_;
  storage::SessionVault& vault_;
  const StoreRunSettings settings_;
  std::unique_ptr<StoreSession> session_;
  bool signed_in_ = false;
  std::size_t begun_ = 0;  // tasks
  std::vector<Comparison> comparisons_;
};

}  // namespace

awaitable<std::vector<Comparison>> compare_store(engine::Browser& browser, const sites::Recipe& recipe, model::Store store,
                                                 std::vector<StoreTask> tasks, DatabaseAccess& database, storage::SessionVault& vault,
                                                 StoreRunSettings settings) {
  LeaseRequest lease{.site = store.site, .store = store.code, .run = settings.run};
  StoreComparison comparison(browser, recipe, store, std::move(tasks), database, vault, std::move(settings));
  std::exception_ptr failure;
  try {
    co_await under_lease(database, std::move(lease), [&comparison] { return comparison.run(); });
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) comparison.fail_the_rest(describe_failure(failure, store));  // lets cancellation pass
  co_return comparison.take();
}

}  // namespace nightporter::stages
