#pragma once

#include <exception>
#include <ostream>
#include <string>

#include "app/exit_code.h"

namespace nightporter::app {

/// What a failure means to the person who started the program: one message, what to do next, and an exit code.
struct ErrorReport {
  std::string message;
  std::string hint;  // may be empty
  ExitCode exit_code = ExitCode::kFailed;
};

/// Describes an exception of any room.
ErrorReport describe(const std::exception_ptr& failure);

/// Prints "nightporter: message" and the hint under it.
void print(std::ostream& err, const ErrorReport& report);

}  // namespace nightporter::app
