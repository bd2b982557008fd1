#pragma once

#include <functional>
#include <vector>

#include "app/exit_code.h"
#include "cdp/async/awaitable.h"

namespace nightporter::app {

/// Runs a command that waits, on an io_context of its own, until it has ended with everything that it started.
/// The first SIGINT, SIGTERM or SIGHUP cancels it, so that it ends cleanly; the result is then kInterrupted. The second ends the
/// process at once; Chrome goes with us by its parent-death signal.
/// `command` is kept alive for the whole run, so it may capture. Its exceptions pass through.
ExitCode run_to_end(std::function<awaitable<ExitCode>()> command);

/// Runs `jobs` at most `side_by_side` at a time, in their order, and returns when all have ended. A job that throws does not stop the
/// others; the first error is thrown at the end. Cancelling cancels those that run and starts no more.
awaitable<void> run_side_by_side(std::vector<std::function<awaitable<void>()>> jobs, int side_by_side);

}  // namespace nightporter::app
