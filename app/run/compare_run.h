#pragma once

#include "app/run/night_run.h"

namespace nightporter::app {

/// Fetches what a run would fetch, and prints row by row what loading it would change. Nothing of it is kept but the saved sessions and the
/// run's line in the ledger.
ExitCode compare_run(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration);

}  // namespace nightporter::app
