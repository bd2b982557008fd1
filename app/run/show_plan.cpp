#include "app/run/show_plan.h"

#include "app/commands/open_database.h"
#include "app/error_report.h"
#include "stages/plan/covered_days.h"
#include "storage/run_ledger.h"

namespace nightporter::app {

namespace {

/// Why a period is fetched: nobody has it, or what is there may have changed since.
std::string reason(const model::Period& period, const stages::CoveredDays& covered) {
  int complete = 0;
  for (model::CalendarDate day = period.from; day <= period.to; day = day + std::chrono::days(1))
    complete += covered.is_complete(day) ? 1 : 0;
  if (complete == 0) return "missing";
  return complete == period.days() ? "late corrections" : "missing in part";
}

}  // namespace

ExitCode show_plan(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration) {
  const auto database = open_existing_database(configuration);
  auto jobs = prepare_jobs(configuration, context.environment, request.fetching.selection);
  plan_jobs(jobs, request.fetching.selection.report, request.asked, database.get(), std::chrono::system_clock::now());

  Listing listing(
      {{"site", ""}, {"store", ""}, {"", "store"}, {"report", "report"}, {"from", "from"}, {"to", "to"}, {"days", "days"}, {"why", "why"}});
  ExitCode exit_code = ExitCode::kGood;
  for (const StoreJob& job : jobs) {
    if (!job.problem.empty()) {
      print(context.err, {.message = job.store.label() + ": " + job.problem, .hint = job.hint});
      exit_code = ExitCode::kConfiguration;
    }
    for (const stages::StoreTask& task : job.tasks) {
      std::vector<storage::Coverage> coverage;
      if (database) coverage = storage::RunLedger(*database).coverage({job.store.site, job.store.code, task.report});
      const stages::CoveredDays covered(coverage, [&job](storage::TimePoint moment) { return sites::business_day(job.recipe, moment); });
      const bool asked = request.asked && !request.asked->only_missing;
      listing.add({job.store.site.value(), job.store.code.value(), job.store.label(), task.report.value(), task.period.from.to_iso(),
                   task.period.to.to_iso(), std::int64_t{task.period.days()},
                   asked ? std::string("asked for") : reason(task.period, covered)});
    }
  }
  context.print(listing, request.asked ? "Nothing to fetch: all of these days are loaded." : "Nothing is due.");
  return exit_code;
}

}  // namespace nightporter::app
