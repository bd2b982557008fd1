#pragma once

#include <vector>

#include "app/exit_code.h"
#include "stages/task.h"

namespace nightporter::app {

/// What the ending of one task means to cron.
ExitCode exit_code_of(stages::TaskResult result);

/// The exit code of a whole run. All good, or nothing to do: kGood. Some good, some not: kPartial. None good: the code that they
/// share, or else the one that most needs a person.
ExitCode exit_code_of(const std::vector<stages::TaskResult>& results);

}  // namespace nightporter::app
