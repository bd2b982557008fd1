#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/error.h"
#include "app/error_report.h"
#include "app/run/exit_code_of.h"
#include "app/run_loop.h"
#include "app/upload/upload_run.h"
#include "storage/run_ledger.h"

namespace nightporter::app {

using namespace std::chrono_literals;

namespace {

constexpr auto kCompareWithin = 10min;

std::string joined(const std::vector<std::string>& texts) {
  std::string line;
  for (const std::string& text : texts) line += (line.empty() ? "" : ",") + text;
  return line;
}

Listing results_listing() {
  return Listing({{"source", "what"},
                  {"destination", "where"},
                  {"result", "result"},
                  {"new", "new"},
                  {"updated", "updated"},
                  {"unchanged", "unchanged"},
                  {"message", "message"},
                  {"hint", "next"}});
}

/// The difference between what is loaded and what a destination has.
class Difference {
 public:
  void add(const UploadTarget& target, const stages::UploadOutcome& outcome) {
    const auto& table = outcome.table;
    for (const std::size_t row : outcome.plan.new_rows) add(target, "new", stages::key_words(table.rows[row], table.columns), "", "", "");
    for (const auto& update : outcome.plan.updates)
      for (const std::size_t column : update.columns)
        add(target, "updated", stages::key_words(table.rows[update.row], table.columns), table.columns[column].header,
            model::to_text(update.old_cells[column]), model::to_text(table.rows[update.row][column]));
    for (const auto& repeated : outcome.plan.repeated_keys) {
      std::string rows;
      for (const std::int64_t position : repeated.positions) rows += (rows.empty() ? "rows " : ", ") + std::to_string(position);
      add(target, "several times", repeated.key, "", rows, "");
    }
  }
  void add_problem(const UploadTarget& target, const ErrorReport& report) {
    add(target, "problem", report.message, "", "", report.hint);
    problem_ = report.exit_code;
  }

  const Listing& listing() const { return listing_; }
  ExitCode exit_code() const { return problem_; }

 private:
  void add(const UploadTarget& target, std::string change, std::string key, std::string column, std::string old_text,
           std::string new_text) {
    listing_.add({target.source(), target.label(), target.site.value(), joined(target.stores), target.report.value(), std::move(change),
                  std::move(key), std::move(column), std::move(old_text), std::move(new_text)});
  }

  Listing listing_{{{"", "what"},
                    {"destination", "where"},
                    {"site", ""},
                    {"stores", ""},
                    {"report", ""},
                    {"change", "change"},
                    {"row", "row"},
                    {"column", "column"},
                    {"old", "there now"},
                    {"new", "to be written"}}};
  ExitCode problem_ = ExitCode::kGood;
};

awaitable<ExitCode> show_difference(const std::vector<UploadTarget>& targets, Destinations& destinations, stages::DatabaseAccess& database,
                                    Difference& difference) {
  for (const UploadTarget& target : targets) {
    const auto compare = [&]() -> awaitable<void> {
      if (!target.problem.empty()) throw ConfigurationError(target.problem, target.hint);
      const auto destination = destinations.open(target);
      difference.add(target, co_await stages::compare_facts(database, *destination, target.request, Deadline::after(kCompareWithin)));
    };
    if (const auto failure = co_await failure_of(compare())) difference.add_problem(target, *failure);
  }
  co_return ExitCode::kGood;
}

ExitCode dry_run(const std::vector<UploadTarget>& targets, const Configuration& configuration, storage::Database& database,
                 const CommandContext& context) {
  Destinations destinations(configuration, context.environment);
  stages::DatabaseAccess access(database);
  Difference difference;
  const ExitCode exit_code = run_to_end([&] { return show_difference(targets, destinations, access, difference); });
  if (exit_code != ExitCode::kGood) return exit_code;
  context.print(difference.listing(), "Nothing to upload: everything stands where it belongs.");
  return difference.exit_code();
}

ExitCode upload(std::vector<UploadTarget> targets, const Configuration& configuration, storage::Database& database,
                const CommandContext& context) {
  stages::DatabaseAccess access(database);
  storage::RunLedger ledger(database);
  ledger.close_interrupted_runs();
  const model::RunId run = ledger.start_run("upload");
  Log log({.file = configuration.log_file(), .on_console = context.global.verbose});
  std::vector<UploadEnd> ends;
  const auto command = [&]() -> awaitable<ExitCode> {
    ends = co_await upload_all(
        {.configuration = configuration, .environment = context.environment, .database = access, .log = log, .run = run}, targets,
        stages::UploadScope::kEverything);
    co_return ExitCode::kGood;
  };
  ExitCode exit_code = run_to_end(command);
  std::vector<stages::TaskResult> results;
  Listing listing = results_listing();
  const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
  for (const UploadEnd& end : ends) {
    results.push_back(end.result);
    listing.add({end.source, end.destination, std::string(to_string(end.result)), count(end.new_rows), count(end.updated),
                 count(end.unchanged), end.message, end.hint});
  }
  if (exit_code != ExitCode::kInterrupted) exit_code = exit_code_of(results);
  ledger.finish_run(run, static_cast<int>(exit_code),
                    std::to_string(ends.size()) + " of " + std::to_string(targets.size()) + " uploads tried");
  context.print(listing, "");
  return exit_code;
}

}  // namespace

ExitCode execute(const UploadOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  std::vector<UploadTarget> targets = upload_targets(configuration, context.environment, options.selection);
  if (targets.empty())
    throw ConfigurationError("no upload is configured for --crm " + options.selection.crm + " --store " + options.selection.store +
                                 " --report " + options.selection.report,
                             "Write `destinations` and a store's `upload` into nightporter.yaml; docs/upload.md tells how.");
  const auto database = open_existing_database(configuration);
  if (!database)
    throw ConfigurationError("there is no database " + configuration.sqlite_file().string() + " yet",
                             "`nightporter run` makes it and fills it.");
  return options.dry_run ? dry_run(targets, configuration, *database, context)
                         : upload(std::move(targets), configuration, *database, context);
}

}  // namespace nightporter::app
