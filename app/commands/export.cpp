#include <map>
#include <utility>

#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/error.h"
#include "app/run/store_jobs.h"
#include "stages/upload/singer_stream.h"
#include "stages/upload/upload_facts.h"

namespace nightporter::app {

namespace {

/// The selected reports, each with the facts of all selected stores of its site.
std::vector<stages::UploadRequest> selected_reports(const std::vector<StoreJob>& jobs, const std::string& selected) {
  std::vector<stages::UploadRequest> requests;
  std::map<std::pair<model::SiteCode, model::ReportName>, std::size_t> places;
  for (const StoreJob& job : jobs) {
    if (job.recipe.reports.empty()) throw ConfigurationError(job.problem, job.hint);
    for (const sites::Report& report : job.recipe.reports) {
      if ((selected != "all" && selected != report.name.value()) || !report.applies_to(job.store)) continue;
      const auto [place, first] = places.try_emplace({job.store.site, report.name}, requests.size());
      if (first) requests.push_back({.destination = "singer", .store_column = "Store"});
      requests[place->second].sources.push_back(
          storage::facts_to_upload(job.store.site, job.store.code, report.table, job.recipe.time_zone));
    }
  }
  if (requests.empty())
    throw UsageError("no selected store has a report \"" + selected + "\"", "`nightporter sites list` shows the recipes.");
  return requests;
}

}  // namespace

ExitCode execute(const ExportOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const auto requests = selected_reports(prepare_jobs(configuration, context.environment, options.selection), options.selection.report);
  const auto database = open_existing_database(configuration);
  if (!database)
    throw ConfigurationError("there is no database " + configuration.sqlite_file().string() + " yet",
                             "`nightporter run` makes it and fills it.");
  storage::UploadLedger ledger(*database);
  stages::SingerStream stream(context.out);
  for (const stages::UploadRequest& request : requests) {
    std::vector<std::vector<storage::VersionedFact>> facts;
    for (const storage::StoreFacts& source : request.sources)
      facts.push_back(ledger.facts(source, request.destination, storage::UploadLedger::Which::kAll));
    const storage::StoreFacts& first = request.sources.front();
    stream.write(first.mapping.fact_table, stages::upload_table(request, facts), first.time_zone);
  }
  stream.finish();
  return ExitCode::kGood;
}

}  // namespace nightporter::app
