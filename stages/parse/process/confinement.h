#pragma once

#include "stages/parse/read_limits.h"

namespace nightporter::stages {

/// Takes from this process, for good, what a reader does not need: memory and processor time beyond the limits, writing files, core
/// dumps, and (on Linux) sockets, starting programs and signals to others. With AddressSanitizer the memory is not limited here, since its
/// own is huge.
/// Throws std::system_error.
void confine_this_process(const ReadLimits& limits);

}  // namespace nightporter::stages
