#include "stages/run/store_collector.h"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine/browser/browser.h"
#include "engine/trace/trace_recorder.h"
#include "stages/collect/task_failure.h"

namespace nightporter::stages {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Start = StoreSessionSettings::Start;

namespace {

constexpr auto kOpenWithin = 60s;
constexpr auto kSignInWithin = 3min;
constexpr auto kTaskWithin = 20min;
constexpr auto kTidyUpWithin = 20s;

awaitable<void> pause(Clock::duration duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

std::chrono::milliseconds since(Clock::time_point began) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
}

/// "2 s", "250 ms".
std::string wait_text(std::chrono::milliseconds wait) {
  return wait % 1s == 0ms ? std::to_string(wait / 1s) + " s" : std::to_string(wait.count()) + " ms";
}

}  // namespace

struct StoreCollector::Visit {
  std::unique_ptr<StoreSession> session;
  std::size_t number = 0;           // of the store's sessions in this run, from 1
  std::optional<std::size_t> only;  // the one task that it is for
  bool signed_in = false;
  bool lost = false;
  Clock::time_point began = Clock::now();
};

StoreCollector::StoreCollector(SharedBrowser& browser, const sites::Recipe& recipe, const model::Store& store, DatabaseAccess& database,
                               storage::SessionVault& vault, const StoreRunSettings& settings, TaskBoard& board, Collect collect,
                               EnterFailure enter_failure)
    : shared_browser_(browser),
      recipe_(recipe),
      store_(store),
      database_(database),
      vault_(vault),
      settings_(settings),
      board_(board),
      collect_(std::move(collect)),
      enter_failure_(std::move(enter_failure)) {}

awaitable<void> StoreCollector::collect() {
  if (board_.size() == 0) co_return;
  const bool has_profile = settings_.keeping == StoreSessionSettings::Keeping::kProfile;
  if (settings_.sessions.value_or(recipe_.session.span) == sites::SessionSpan::kReport) {
    if (!has_profile) co_return co_await collect_each_in_its_own(Start::kFromSaved);
    tell(StoreEvent::Kind::kWarning, "a store with `session: profile` has one session for all reports");
  }
  co_await collect_all_in_one();
  if (lost_because_.empty()) co_return;
  tell(StoreEvent::Kind::kSessionLost, "the session was lost (" + lost_because_ + "); each of the " + std::to_string(board_.open().size()) +
                                           " reports left gets a session of its own");
  co_await collect_each_in_its_own(Start::kClean);
}

/// Does the work in a coroutine with a cancellation state of its own: a session that has to be left politely although the run is cancelled
/// must not make the run deaf to being cancelled.
awaitable<void> StoreCollector::in_session(Start start, Work work) {
  co_await asio::co_spawn(co_await asio::this_coro::executor, open_and_leave(start, std::move(work)), asio::use_awaitable);
}

awaitable<void> StoreCollector::open_and_leave(Start start, Work work) {
  Visit visit;
  std::exception_ptr failure;
  try {
    co_await open(visit, start);
    co_await work(visit);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  if (visit.session) co_await leave(visit);
  if (failure) std::rethrow_exception(failure);
}

awaitable<void> StoreCollector::open(Visit& visit, Start start) {
  StoreSessionSettings session_settings{
      .store = store_,
      .run = settings_.run,
      .keeping = settings_.keeping,
      .start = start,
      .overrides = settings_.overrides,
      .otp = settings_.otp,
      .on_step = [this](const sites::StepReport& step) { tell({.kind = StoreEvent::Kind::kStep, .step = step}); },
      .on_screenshot = [this](std::string name, std::string png) { keep_screenshot(settings_.evidence, stem_of(name), png); },
      .trace = settings_.trace,
      .guide = settings_.guide};
  // While the browser starts.
  session_settings.saved = co_await StoreSession::read_saved(database_, vault_, store_);
  browser_ = co_await shared_browser_.get();
  visit.began = Clock::now();
  visit.session =
      co_await StoreSession::open(*browser_, recipe_, database_, vault_, std::move(session_settings), Deadline::after(kOpenWithin));
  sessions_.emplace_back();
  visit.number = sessions_.size();
}

awaitable<void> StoreCollector::collect_all_in_one() {
  co_await in_session(Start::kFromSaved, [this](Visit& visit) -> awaitable<void> {
    if (co_await sign_in(visit) == SignedIn::kYes) co_await collect_tasks(visit);
  });
}

awaitable<void> StoreCollector::collect_each_in_its_own(Start start) {
  for (const std::size_t index : board_.open()) {
    if (board_.has_ended(index)) continue;  // a refused login has ended all that were left
    std::exception_ptr failure;
    try {
      co_await in_session(start, [this, index](Visit& visit) { return collect_alone(visit, index); });
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) continue;
    if (shared_browser_.is_why_not_started(failure)) std::rethrow_exception(failure);
    const TaskFailure described = describe_failure(failure, store_);  // lets cancellation pass
    co_await enter_failure_(board_.task(index), described, storage::now());
    board_.fail(index, described, {});
  }
}

awaitable<void> StoreCollector::collect_alone(Visit& visit, std::size_t index) {
  visit.only = index;
  if (co_await sign_in(visit) != SignedIn::kYes) co_return;
  board_.start(index);
  co_await collect_task(visit, index);
}

awaitable<void> StoreCollector::collect_tasks(Visit& visit) {
  for (std::size_t index = 0; index < board_.size() && !visit.lost; ++index) {
    if (board_.has_ended(index)) continue;
    board_.start(index);
    co_await collect_task(visit, index);
    // The next task has a trace of its own; that of the first began with the signing in.
    if (auto* trace = visit.session->trace()) trace->restart(store_.label());
  }
}

awaitable<void> StoreCollector::collect_task(Visit& visit, std::size_t index) {
  const StoreTask task = board_.task(index);
  const storage::TimePoint started_at = storage::now();
  bool signed_in_again = false;
  for (int attempt = 1;; ++attempt) {
    std::exception_ptr failure;
    try {
      board_.collected_in(index, visit.number);
      co_await collect_(*visit.session, index, report_of(task), within(kTaskWithin));
      ++sessions_[visit.number - 1].reports;
      co_return;
    } catch (...) {
      failure = std::current_exception();
    }
    const TaskFailure described = describe_failure(failure, store_);
    if (may_fall_back() && breaks_session(described)) {
      board_.collected_in(index, 0);
      co_return co_await lose(visit, described, stem_of(task), recipe_.failure_pictures.report);
    }
    if (co_await shall_try_again(described, attempt)) continue;
    if (described.result == TaskResult::kLoginNeeded && !signed_in_again) {
      // The session has ended in the middle of the run: once more with a new one.
      signed_in_again = true;
      visit.signed_in = false;
      if (co_await sign_in(visit) == SignedIn::kYes) continue;
      co_return;
    }
    co_return co_await end_task(visit, index, described, started_at);
  }
}

awaitable<void> StoreCollector::end_task(Visit& visit, std::size_t index, TaskFailure failure, storage::TimePoint started_at) {
  const StoreTask task = board_.task(index);
  co_await enter_failure_(task, failure, started_at);
  board_.fail(index, failure, co_await keep_evidence(visit, failure, stem_of(task), recipe_.failure_pictures.report));
}

/// kNo: nobody came in, and the session's tasks know why; all that are open when the site has refused the login.
awaitable<StoreCollector::SignedIn> StoreCollector::sign_in(Visit& visit) {
  const Clock::time_point began = Clock::now();
  sites::SignInOutcome outcome;
  for (int attempt = 1;; ++attempt) {
    std::exception_ptr failure;
    try {
      outcome = co_await visit.session->ensure_signed_in(within(kSignInWithin));
      break;
    } catch (...) {
      failure = std::current_exception();
    }
    TaskFailure described = describe_failure(failure, store_);
    // A password may have been typed before the page failed: nobody types it again into a page that is not known.
    if (described.trouble == sites::Trouble::kPage) described.trouble = std::nullopt;
    if (co_await shall_try_again(described, attempt)) continue;
    if (may_fall_back() && described.trouble) {
      co_await lose(visit, described, "sign-in", recipe_.failure_pictures.sign_in);
      co_return SignedIn::kLost;
    }
    std::vector<std::size_t> concerned = board_.open();
    if (visit.only) concerned.assign(1, *visit.only);
    co_await fail_tasks(visit, std::move(concerned), described);
    co_return SignedIn::kNo;
  }
  if (!outcome.signed_in()) {
    co_await fail_tasks(visit, board_.open(), describe_sign_in(outcome, store_));
    co_return SignedIn::kNo;
  }
  visit.signed_in = true;
  SessionTimes& times = sessions_[visit.number - 1];
  using WayIn = SessionTimes::WayIn;
  times.way_in = visit.session->had_to_sign_in() || times.way_in == WayIn::kSignedIn ? WayIn::kSignedIn : WayIn::kSaved;
  times.sign_in += since(began);
  tell(StoreEvent::Kind::kSignedIn, visit.session->had_to_sign_in() ? "signed in" : "session holds");
  co_return SignedIn::kYes;
}

/// Only the first session of a run is fallen back from, and only where the recipe wants it and nobody follows the run step by step.
bool StoreCollector::may_fall_back() const {
  return recipe_.session.when_lost == sites::LostSession::kSessionPerReport && lost_because_.empty() && sessions_.size() == 1 &&
         settings_.sessions != sites::SessionSpan::kReport && settings_.keeping == StoreSessionSettings::Keeping::kState &&
         !settings_.guide && browser_->is_connected();
}

bool StoreCollector::breaks_session(const TaskFailure& failure) const {
  return failure.result == TaskResult::kLoginNeeded || failure.trouble == sites::Trouble::kBrowser;
}

awaitable<void> StoreCollector::lose(Visit& visit, TaskFailure failure, std::string stem, std::string picture) {
  visit.lost = true;
  visit.signed_in = false;
  lost_because_ = failure.message;
  co_await keep_evidence(visit, failure, std::move(stem), std::move(picture));
}

const sites::Report& StoreCollector::report_of(const StoreTask& task) const {
  if (const sites::Report* report = recipe_.find_report(task.report)) return *report;
  throw sites::ConfigurationLacking("the recipe " + recipe_.file + " has no report " + task.report.value());
}

/// Waits before the next attempt. False when there shall be none.
awaitable<bool> StoreCollector::shall_try_again(TaskFailure failure, int attempt) {
  if (settings_.guide || !failure.trouble || !browser_->is_connected()) co_return false;
  const auto wait = recipe_.retry.wait_after(*failure.trouble, attempt);
  if (!wait) co_return false;
  tell(StoreEvent::Kind::kRetry, failure.message + "; attempt " + std::to_string(attempt + 1) + " of " +
                                     std::to_string(recipe_.retry.rule(*failure.trouble).attempts) + " (" + to_string(*failure.trouble) +
                                     ") in " + wait_text(*wait));
  co_await pause(*wait);
  co_return true;
}

awaitable<void> StoreCollector::fail_tasks(Visit& visit, std::vector<std::size_t> tasks, TaskFailure failure) {
  const storage::TimePoint now = storage::now();
  const FailureEvidence evidence = co_await keep_evidence(visit, failure, "sign-in", recipe_.failure_pictures.sign_in);
  for (const std::size_t index : tasks) {
    co_await enter_failure_(board_.task(index), failure, now);
    board_.fail(index, failure, evidence);
  }
}

awaitable<FailureEvidence> StoreCollector::keep_evidence(Visit& visit, TaskFailure failure, std::string stem, std::string picture) {
  if (!failure.step.empty()) stem += "-step" + failure.step;
  return keep_failure_evidence(visit.session->page(), visit.session->trace(), settings_.evidence, stem_of(stem), std::move(picture),
                               Deadline::after(kTidyUpWithin));
}

/// Saves the session, signs out where the recipe wants it, and closes the context. What fails here is a warning.
awaitable<void> StoreCollector::leave(Visit& visit) {
  StoreSession& session = *visit.session;
  const Deadline deadline = Deadline::after(kTidyUpWithin);
  std::exception_ptr failure;
  try {
    if (visit.signed_in) co_await session.save_state(StoreSession::Save::kOverOlder, deadline);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) tell(StoreEvent::Kind::kWarning, "saving the session: " + describe_failure(failure, store_).message);
  for (const std::string& sentence : session.left_out()) tell(StoreEvent::Kind::kWarning, sentence);
  failure = nullptr;
  try {
    if (visit.signed_in) co_await session.sign_out(deadline);
    co_await session.close(deadline);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) tell(StoreEvent::Kind::kWarning, "leaving the site: " + describe_failure(failure, store_).message);
  SessionTimes& times = sessions_[visit.number - 1];
  times.whole = since(visit.began);
  tell({.kind = StoreEvent::Kind::kSessionEnded, .session = times});
}

Deadline StoreCollector::within(Clock::duration duration) const {
  return settings_.guide ? Deadline::never() : Deadline::after(duration);
}

void StoreCollector::tell(StoreEvent event) const {
  if (settings_.on_event) settings_.on_event(event);
}

/// "td-a668-order_report-2025-11-12": names of evidence files begin like this.
std::string StoreCollector::stem_of(const std::string& what) const {
  return store_.site.value() + "-" + store_.code.value() + "-" + what;
}

std::string StoreCollector::stem_of(const StoreTask& task) {
  const std::string from = task.period.from.to_iso();
  const std::string to = task.period.to.to_iso();
  return task.report.value() + "-" + from + (from == to ? "" : "_" + to);
}

}  // namespace nightporter::stages
