#pragma once

#include <string>

#include "model/period.h"
#include "sites/recipe.h"
#include "sites/recording/flow.h"

namespace nightporter::sites::recording {

/// The sign-in and one report of a recipe as a Recorder file: `from` and `to` are written out as the days of `period`; references to
/// secrets and to the store stay as they stand in the recipe ("{{ secret.password }}"), so no value is ever in it. What Chrome's
/// Recorder has no step for is a customStep of ours, which Chrome passes over and recording_of reads back.
Flow flow_of(const Recipe& recipe, const Report& report, model::Period period);

}  // namespace nightporter::sites::recording
