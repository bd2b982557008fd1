#pragma once

#include <optional>
#include <string>

#include "engine/error.h"
#include "engine/process/launch_options.h"

namespace nightporter::engine {

/// How a process ended: by itself with a code, or by a signal.
struct ChildExit {
  std::optional<int> code;
  std::optional<int> signal;

  /// "exit code 21", "signal 9".
  std::string describe() const;
};

/// What is known of a Chrome that did not start. A plain value.
struct LaunchTrouble {
  std::string executable;
  std::string profile;
  WindowMode window_mode = WindowMode::kHeadlessShell;
  /// Unset: it runs, but its protocol endpoint did not appear in time.
  std::optional<ChildExit> exit;
  std::string log;
};

/// The error that says why Chrome did not start and what to do about it. Pure.
ChromeLaunchFailed diagnose_launch(const LaunchTrouble& trouble);

}  // namespace nightporter::engine
