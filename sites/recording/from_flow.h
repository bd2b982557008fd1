#pragma once

#include "sites/recording/flow.h"
#include "sites/recording/recording.h"

namespace nightporter::sites::recording {

/// The steps of a Recorder file in the words of a recipe. What is typed into a password-like field is put aside as a secret and
/// replaced by a reference; whatever a recipe cannot say is noted under the step's number. Throws FlowError for a customStep of ours
/// that is not right.
Recording recording_of(const Flow& flow);

}  // namespace nightporter::sites::recording
