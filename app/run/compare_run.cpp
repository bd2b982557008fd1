#include "app/run/compare_run.h"

#include <fmt/format.h>

#include "app/commands/open_database.h"
#include "app/commands/open_vault.h"
#include "app/run/browse_stores.h"
#include "app/run/exit_code_of.h"
#include "app/run/ledger_run.h"
#include "app/run/otp_sources.h"
#include "app/run_loop.h"
#include "app/terminal/difference_listing.h"
#include "stages/run/compare_store.h"

namespace nightporter::app {

namespace {

/// The comparisons of one command, store by store.
class CompareRun {
 public:
  CompareRun(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration, storage::Database& database,
             model::RunId run)
      : request_(request),
        context_(context),
        configuration_(configuration),
        run_(std::move(run)),
        vault_(open_vault(database, configuration, context.environment)),
        access_(database),
        log_({.file = configuration.log_file(), .on_console = context.global.verbose}),
        jobs_(prepare_jobs(configuration, context.environment, request.fetching.selection)) {
    plan_jobs(jobs_, request.fetching.selection.report, request.asked, &database, std::chrono::system_clock::now());
    comparisons_.resize(jobs_.size());
  }

  LedgerRunEnd run() {
    const ExitCode interrupted = run_to_end([this] { return compare_stores(); });
    std::vector<stages::TaskResult> results;
    for (std::size_t index = 0; index < jobs_.size(); ++index) {
      if (!jobs_[index].problem.empty())
        add_problem(index, stages::TaskResult::kConfigurationLacking, jobs_[index].problem, jobs_[index].hint);
      for (const stages::Comparison& comparison : comparisons_[index]) results.push_back(comparison.result);
    }
    print();
    const ExitCode exit_code = interrupted == ExitCode::kInterrupted ? interrupted : exit_code_of(results);
    return {exit_code, fmt::format("{} {} compared", results.size(), results.size() == 1 ? "file" : "files")};
  }

 private:
  awaitable<ExitCode> compare_stores() {
    const Browsing browsing{.configuration = configuration_,
                            .global = context_.global,
                            .window = request_.fetching.window,
                            .log = log_,
                            .side_by_side = request_.fetching.parallel > 0 ? request_.fetching.parallel : configuration_.parallel};
    co_await browse_stores(
        jobs_, browsing, [this](engine::Browser& browser, std::size_t index) { return compare(browser, index); },
        [this](std::size_t index, const ErrorReport& report) {
          add_problem(index, stages::TaskResult::kFailed, report.message, report.hint);
        });
    co_return ExitCode::kGood;
  }

  awaitable<void> compare(engine::Browser& browser, std::size_t index) {
    const StoreJob& job = jobs_[index];
    stages::StoreRunSettings settings{.run = run_,
                                      .keeping = keeping_of(job.profile),
                                      .overrides = job.overrides,
                                      .otp = otp_of_job_or_person(job),
                                      .on_event = [this, &job](const stages::StoreEvent& event) { tell(job, event); }};
    comparisons_[index] = co_await stages::compare_store(browser, job.recipe, job.store, job.tasks, access_, vault_, std::move(settings));
  }

  void tell(const StoreJob& job, const stages::StoreEvent& event) {
    if (event.kind == stages::StoreEvent::Kind::kWarning) log_.warn(job.store.label(), "warning", event.text);
    if (event.step) log_.info(job.store.label(), "step", event.step->section + " " + event.step->number + " " + event.step->words);
  }

  void add_problem(std::size_t index, stages::TaskResult result, const std::string& message, const std::string& hint) {
    comparisons_[index].push_back({.task = {}, .result = result, .message = message, .hint = hint});
  }

  void print() const {
    Listing files({{"store", "store"},
                   {"report", "report"},
                   {"from", "from"},
                   {"to", "to"},
                   {"result", "result"},
                   {"new", "new"},
                   {"updated", "updated"},
                   {"unchanged", "unchanged"},
                   {"withdrawn", "withdrawn"},
                   {"message", "message"},
                   {"hint", "next"},
                   {"difference", ""}});
    for (std::size_t index = 0; index < jobs_.size(); ++index)
      for (const stages::Comparison& of : comparisons_[index]) {
        const bool has_task = !of.task.report.value().empty();
        files.add({jobs_[index].store.label(), of.task.report.value(), has_task ? of.task.period.from.to_iso() : "",
                   has_task ? of.task.period.to.to_iso() : "", std::string(to_string(of.result)), of.counts.inserted, of.counts.updated,
                   of.counts.unchanged, of.counts.withdrawn, of.message, of.hint,
                   std::make_shared<const Listing>(difference_listing(of.difference))});
      }
    context_.print(files, request_.asked ? "Nothing to compare: all of these days are loaded." : "Nothing is due.");
    if (context_.global.json) return;
    for (std::size_t index = 0; index < jobs_.size(); ++index)
      for (const stages::Comparison& of : comparisons_[index]) {
        if (of.difference.empty()) continue;
        context_.out << fmt::format("\n{} {} {}\n", jobs_[index].store.label(), of.task.report.value(), of.task.period.to_string());
        difference_listing(of.difference).print_table(context_.out, "");
      }
    context_.out << "\nNothing was loaded, and no file was kept.\n";
  }

  const NightRunRequest& request_;
  const CommandContext& context_;
  const Configuration& configuration_;
  const model::RunId run_;
  storage::SessionVault vault_;
  stages::DatabaseAccess access_;
  Log log_;
  std::vector<StoreJob> jobs_;
  std::vector<std::vector<stages::Comparison>> comparisons_;  // of the job of the same place
};

}  // namespace

ExitCode compare_run(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration) {
  const auto database = open_database(configuration);
  return in_ledger_run(*database, request.command + " --compare",
                       [&](const model::RunId& run) { return CompareRun(request, context, configuration, *database, run).run(); });
}

}  // namespace nightporter::app
