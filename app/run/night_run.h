#pragma once

#include <optional>
#include <string>

#include "app/commands/commands.h"
#include "app/run/store_jobs.h"

namespace nightporter::app {

/// What a run is asked to do.
struct NightRunRequest {
  std::string command;  // as the ledger remembers it: "run", "download"
  FetchingOptions fetching;
  std::optional<AskedDays> asked;  // none: all that is due
};

/// One run from plan to exit code: opens the database, plans, starts one browser, runs the stores side by side, enters all in the
/// ledger, applies the retention and prints what came of it.
ExitCode night_run(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration);

}  // namespace nightporter::app
