#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "storage/run_ledger.h"

namespace nightporter::app {

namespace {

std::string ending(const storage::Run& run) {
  if (run.exit_code) return "exit " + std::to_string(*run.exit_code);
  return run.interrupted ? "was killed" : "running";
}

}  // namespace

ExitCode execute(const RunsOptions& options, const CommandContext& context) {
  const auto database = open_existing_database(context.configuration());
  Listing listing({{"run", "run"},
                   {"command", "command"},
                   {"started_at", "started"},
                   {"finished_at", "finished"},
                   {"", "ended"},
                   {"exit_code", ""},
                   {"interrupted", ""},
                   {"summary", "summary"}});
  if (database)
    for (const storage::Run& run : storage::RunLedger(*database).runs(options.limit))
      listing.add({run.id.value(), run.command, storage::to_iso(run.started_at),
                   run.finished_at ? Listing::Value(storage::to_iso(*run.finished_at)) : Listing::Value(), ending(run),
                   run.exit_code ? Listing::Value(std::int64_t{*run.exit_code}) : Listing::Value(), run.interrupted, run.summary});
  context.print(listing, "There was no run yet; `nightporter run` makes one.");
  return ExitCode::kGood;
}

}  // namespace nightporter::app
