#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

#include "app/exit_code.h"
#include "cdp/async/awaitable.h"

namespace nightporter::app {

/// What a failure means to the person who started the program: one message, what to do next, and an exit code.
struct ErrorReport {
  std::string message;
  std::string hint;  // may be empty
  ExitCode exit_code = ExitCode::kFailed;
};

/// Describes an exception of any room.
ErrorReport describe(const std::exception_ptr& failure);

/// What `work` failed with, described; nullopt when it did not.
std::optional<ErrorReport> failure_of(const std::function<void()>& work);

/// The same for work that waits. A cancellation is no failure of the work: it is thrown on.
awaitable<std::optional<ErrorReport>> failure_of(awaitable<void> work);

/// Prints "nightporter: message" and the hint under it.
void print(std::ostream& err, const ErrorReport& report);

}  // namespace nightporter::app
