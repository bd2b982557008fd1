#pragma once

#include "app/run/night_run.h"

namespace nightporter::app {

/// What night_run would fetch, and why, newest first; nothing is fetched, written or made. Returns kConfiguration when a store cannot be
/// asked at all.
ExitCode show_plan(const NightRunRequest& request, const CommandContext& context, const Configuration& configuration);

}  // namespace nightporter::app
