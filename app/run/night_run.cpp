#include "app/run/night_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "app/commands/open_database.h"
#include "app/commands/open_vault.h"
#include "app/error_report.h"
#include "app/run/browse_stores.h"
#include "app/run/exit_code_of.h"
#include "app/run/otp_sources.h"
#include "app/run/run_display.h"
#include "app/run/run_listing.h"
#include "app/run/step_prompt.h"
#include "app/run_loop.h"
#include "app/terminal/difference_listing.h"
#include "app/terminal/forecast.h"
#include "app/terminal/plain_text.h"
#include "app/upload/upload_run.h"
#include "engine/process/chrome_process.h"
#include "stages/collect/collect_report.h"
#include "stages/run/recover_store.h"
#include "stages/run/retention.h"
#include "stages/run/run_store.h"
#include "storage/staging.h"

namespace nightporter::app {

using namespace std::chrono_literals;

namespace {

/// "1 store", "2 stores".
std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

constexpr auto kForecastAhead = std::chrono::days(3);

/// The jobs of one run, what came of them, and what they share.
class NightRun {
 public:
  NightRun(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration)
      : request_(request),
        context_(context),
        configuration_(configuration),
        database_(open_database(configuration)),
        vault_(open_vault(*database_, configuration, context.environment)),
        access_(*database_),
        log_({.file = configuration.log_file(), .on_console = !shows_bars()}),
        display_(context.out, log_, shows_bars() ? RunDisplay::Style::kProgressBars : RunDisplay::Style::kLogLines) {}

  ExitCode run() {
    engine::sweep_abandoned_directories();
    storage::RunLedger ledger(*database_);
    ledger.close_interrupted_runs();
    jobs_ = prepare_jobs(configuration_, context_.environment, request_.fetching.selection);
    outcomes_.resize(jobs_.size());
    sessions_.resize(jobs_.size());
    id_ = ledger.start_run(request_.command + (compares() ? " --compare" : ""));
    ExitCode exit_code = ExitCode::kFailed;
    std::exception_ptr failure;
    try {
      if (!compares()) recover();
      plan_jobs(jobs_, request_.fetching.selection.report, request_.asked, database_.get(), std::chrono::system_clock::now());
      announce();
      try {
        exit_code = run_to_end([this] { return run_stores(); });
      } catch (...) {
        failure = std::current_exception();  // stores with a browser of their own are done all the same, and uploaded
      }
      // After the browser has gone, so that both never need memory at the same time.
      if (exit_code != ExitCode::kInterrupted && !compares()) exit_code = run_to_end([this] { return upload(); });
      if (exit_code != ExitCode::kInterrupted) exit_code = exit_code_of(results());
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
    if (failure) exit_code = fail_the_rest(failure);
    ledger.finish_run(id_, static_cast<int>(exit_code), summary());
    finish(exit_code);
    if (!compares()) apply_retention();
    return exit_code;
  }

 private:
  bool shows_bars() const {
    return !request_.fetching.debug && ::isatty(STDOUT_FILENO) != 0 && &context_.out == &std::cout && !context_.global.verbose &&
           !context_.global.json;
  }

  bool compares() const { return request_.fetching.compare; }

  stages::AfterLoad after_load() const {
    const bool keep = request_.fetching.keep_files || configuration_.retention.downloads != std::chrono::days(0);
    return keep ? stages::AfterLoad::kKeepFile : stages::AfterLoad::kDeleteFile;
  }

  /// Before anything is planned: what a killed run has left need not be fetched again.
  void recover() {
    for (StoreJob& job : jobs_) {
      attempt(job, [&] {
        const stages::Recovery recovery = stages::recover_store(*database_, job.recipe, job.store, id_, after_load());
        if (!recovery.nothing())
          log_.info(job.store.label(), "recovered",
                    fmt::format("of an interrupted run: {} file(s) entered, {} loaded", recovery.files_entered, recovery.files_loaded));
        for (const std::string& problem : recovery.problems) log_.warn(job.store.label(), "recovered", problem);
      });
    }
    if (const int swept = stages::sweep_downloads(*database_, configuration_.downloads); swept > 0)
      log_.info("run", "swept",
                fmt::format("{} unfinished file(s) of an interrupted run removed from {}", swept, configuration_.downloads.string()));
  }

  void announce() {
    std::size_t tasks = 0;
    for (const StoreJob& job : jobs_) {
      tasks += job.tasks.size();
      display_.add_store(job.store.label(), job.tasks.size());
    }
    const std::string text = fmt::format("run {}   {}, {} {}", id_.value(), counted(jobs_.size(), "store"), counted(tasks, "report"),
                                         request_.asked ? "asked for" : "due");
    if (!context_.global.json) context_.out << text << '\n' << std::flush;
    log_.info("run", "started", text);
  }

  awaitable<ExitCode> run_stores() {
    for (std::size_t index = 0; index < jobs_.size(); ++index)
      if (!jobs_[index].problem.empty()) tell_problem(index);
    const Browsing browsing{
        .configuration = configuration_, .global = context_.global, .window = window(), .log = log_, .side_by_side = side_by_side()};
    co_await browse_stores(
        jobs_, browsing, [this](stages::SharedBrowser& browser, std::size_t index) { return run_job(browser, index); },
        [this](std::size_t index, const ErrorReport& report) { tell_failed(index, report); });
    co_return ExitCode::kGood;
  }

  /// All that is loaded and not uploaded yet, also what an earlier run could not bring to its place.
  awaitable<ExitCode> upload() {
    const UploadSurroundings surroundings{
        .configuration = configuration_, .environment = context_.environment, .database = access_, .log = log_, .run = id_};
    uploads_ = co_await upload_all(surroundings, upload_targets(configuration_, context_.environment, request_.fetching.selection),
                                   stages::UploadScope::kChanges);
    co_return ExitCode::kGood;
  }

  awaitable<void> run_job(stages::SharedBrowser& browser, std::size_t index) {
    const StoreJob& job = jobs_[index];
    stages::StoreRunSettings settings{
        .run = id_,
        .downloads = configuration_.downloads,
        .evidence = configuration_.evidence() / id_.value(),
        .keep_files = after_load() == stages::AfterLoad::kKeepFile,
        .sessions = request_.fetching.individual_sessions ? std::optional(sites::SessionSpan::kReport) : std::nullopt,
        .trace = request_.fetching.trace.value_or(configuration_.trace),
        .keeping = keeping_of(job.profile),
        .overrides = job.overrides,
        .otp = otp_of_job_or_person(job),
        .on_event = [this, index](const stages::StoreEvent& event) { display_.show(index, event); },
        .guide = guide(job),
        .compare_only = compares()};
    auto outcome = co_await stages::run_store(browser, job.recipe, job.store, job.tasks, access_, vault_, std::move(settings));
    outcomes_[index] = std::move(outcome.tasks);
    sessions_[index] = std::move(outcome.sessions);
  }

  /// A person who follows a run wants to see it; without a display there is nothing to see it on.
  Window window() {
    if (!request_.fetching.debug) return request_.fetching.window;
    if (std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr) return Window::kHeaded;
    log_.warn("run", "debug", "there is no display (DISPLAY is not set), so the browser has no window");
    return Window::kHeadless;
  }

  int side_by_side() const {
    if (request_.fetching.debug) return 1;
    return request_.fetching.parallel > 0 ? request_.fetching.parallel : configuration_.parallel;
  }

  sites::StepGuide guide(const StoreJob& job) {
    if (!request_.fetching.debug) return {};
    if (!prompt_) prompt_ = std::make_unique<StepPrompt>(context_.out, STDIN_FILENO, [] { ::raise(SIGINT); });
    return [prompt = prompt_.get(), store = job.store.label()](sites::StepMoment moment) { return prompt->ask(store, std::move(moment)); };
  }

  /// A store that cannot even be begun: told as one task that ended.
  void tell_problem(std::size_t index) {
    outcomes_[index].push_back(
        {.task = {}, .result = stages::TaskResult::kConfigurationLacking, .message = jobs_[index].problem, .hint = jobs_[index].hint});
    log_.error(jobs_[index].store.label(), "configuration", jobs_[index].problem);
  }

  /// A store whose own Chrome does not start, or goes, does not stop the others.
  void tell_failed(std::size_t index, const ErrorReport& report) {
    for (const stages::StoreTask& task : jobs_[index].tasks)
      outcomes_[index].push_back({.task = task, .result = stages::TaskResult::kFailed, .message = report.message, .hint = report.hint});
    log_.error(jobs_[index].store.label(), "failed", report.message);
  }

  /// The browser did not start, or the program itself failed: what has no outcome gets none, and the exit code says why.
  ExitCode fail_the_rest(const std::exception_ptr& failure) {
    const ErrorReport report = describe(failure);
    log_.error("run", "failed", report.message);
    print(context_.err, report);
    const auto all = results();
    return std::any_of(all.begin(), all.end(), stages::is_good) ? ExitCode::kPartial : report.exit_code;
  }

  std::vector<stages::TaskResult> results() const {
    std::vector<stages::TaskResult> results;
    for (const auto& tasks : outcomes_)
      for (const auto& outcome : tasks) results.push_back(outcome.result);
    // An upload that had nothing to do makes no failure partial.
    for (const UploadEnd& end : uploads_)
      if (end.result != stages::TaskResult::kUnchanged) results.push_back(end.result);
    return results;
  }

  std::string summary() const {
    const auto all = results();
    const auto unchanged =
        std::count_if(uploads_.begin(), uploads_.end(), [](const UploadEnd& end) { return end.result == stages::TaskResult::kUnchanged; });
    const auto good = std::count_if(all.begin(), all.end(), stages::is_good) + unchanged;
    std::size_t asked = 0;
    for (const StoreJob& job : jobs_) asked += job.tasks.size() + (job.problem.empty() ? 0 : 1);
    asked += uploads_.size();
    const std::size_t drifts = display_.drift_count();
    return fmt::format("{} of {} done{}", good, asked, drifts == 0 ? "" : ", site drift in " + counted(drifts, "step"));
  }

  void apply_retention() {
    const auto now = storage::now();
    if (const auto days = configuration_.retention.downloads; days && days->count() > 0 && !request_.fetching.keep_files)
      stages::delete_old_files(*database_, now - *days);
    if (const auto days = configuration_.retention.staging) storage::delete_staged_rows(*database_, now - *days);
    if (const auto days = configuration_.retention.evidence) stages::delete_old_evidence(configuration_.evidence(), now - *days);
  }

  void finish(ExitCode exit_code) {
    const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
    log_.info("run", "finished", fmt::format("{}, {} · exit {}", id_.value(), summary(), static_cast<int>(exit_code)));
    if (context_.global.json)
      run_listing({.run = id_,
                   .jobs = jobs_,
                   .outcomes = outcomes_,
                   .sessions = sessions_,
                   .uploads = uploads_,
                   .compared = compares(),
                   .drift_of = [this](std::size_t job, const model::ReportName& report) { return drift_of(job, report); }})
          .print_json(context_.out);
    else
      display_.finish(outcomes_, {.sessions = session_lines(),
                                  .forecasts = forecasts(),
                                  .run = id_.value(),
                                  .program = context_.program,
                                  .uploads = upload_lines(),
                                  .uploads_done = uploads_done(),
                                  .exit_code = static_cast<int>(exit_code),
                                  .duration = duration});
    if (compares() && !context_.global.json) print_differences();
  }

  void print_differences() const {
    for (std::size_t index = 0; index < outcomes_.size(); ++index)
      for (const stages::TaskOutcome& outcome : outcomes_[index]) {
        if (outcome.difference.empty()) continue;
        context_.out << fmt::format("\n{} {} {}\n", jobs_[index].store.label(), outcome.task.report.value(),
                                    outcome.task.period.to_string());
        difference_listing(outcome.difference).print_table(context_.out, "");
      }
    context_.out << "\nOnly compared: nothing was loaded, and no file was kept.\n";
  }

  std::vector<std::string> session_lines() const {
    std::vector<std::string> lines;
    for (std::size_t index = 0; index < sessions_.size(); ++index)
      for (std::size_t number = 1; number <= sessions_[index].size(); ++number)
        lines.push_back(jobs_[index].store.label() + "  " + (sessions_[index].size() == 1 ? "" : fmt::format("session {}: ", number)) +
                        session_text(sessions_[index][number - 1]));
    return lines;
  }

  /// Which of the run's stores will want a person soon: "td/a668  login needed before Thursday 14:00".
  std::vector<std::string> forecasts() {
    std::vector<std::string> lines;
    const storage::TimePoint now = storage::now();
    for (const storage::SessionInfo& session : storage::SessionVault::list(*database_)) {
      if (!session.expires_at || *session.expires_at > now + kForecastAhead) continue;
      for (const StoreJob& job : jobs_)
        // A session that the recipe itself ends has nothing to expire.
        if (job.store.site == session.site && job.store.code == session.store && job.recipe.session.sign_out.empty())
          lines.push_back(job.store.label() + "  login needed " + login_needed_text(*session.expires_at, now));
    }
    return lines;
  }

  std::vector<std::string> upload_lines() const {
    std::vector<std::string> lines;
    for (const UploadEnd& end : uploads_) lines.push_back(end.line());
    return lines;
  }

  std::size_t uploads_done() const {
    return static_cast<std::size_t>(
        std::count_if(uploads_.begin(), uploads_.end(), [](const UploadEnd& end) { return stages::is_good(end.result); }));
  }

  /// Lines about the report's own steps and those that all reports of the store share, the signing in.
  std::string drift_of(std::size_t index, const model::ReportName& report) const {
    std::string lines;
    for (const RunDisplay::Drift& drift : display_.drifts(index)) {
      const bool is_another_reports = drift.section != report.value() && jobs_[index].recipe.find_report(model::ReportName(drift.section));
      if (!is_another_reports) lines += (lines.empty() ? "" : "\n") + drift.text;
    }
    return lines;
  }

  const NightRunRequest& request_;
  const CommandContext& context_;
  const Configuration& configuration_;
  std::unique_ptr<storage::Database> database_;
  storage::SessionVault vault_;
  stages::DatabaseAccess access_;
  Log log_;
  RunDisplay display_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  model::RunId id_;
  std::vector<StoreJob> jobs_;
  std::vector<std::vector<stages::TaskOutcome>> outcomes_;
  std::vector<std::vector<stages::SessionTimes>> sessions_;
  std::vector<UploadEnd> uploads_;
  std::unique_ptr<StepPrompt> prompt_;
};

}  // namespace

ExitCode night_run(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration) {
  return NightRun(request, context, configuration).run();
}

}  // namespace nightporter::app
