#pragma once

#include <stdexcept>
#include <string>

#include "app/exit_code.h"

namespace nightporter::app {

/// What the person gets to read when the program cannot do as told: what, where, and what to do next.
class Error : public std::runtime_error {
 public:
  Error(ExitCode exit_code, std::string message, std::string hint = {})
      : std::runtime_error(std::move(message)), exit_code_(exit_code), hint_(std::move(hint)) {}

  ExitCode exit_code() const { return exit_code_; }
  /// One sentence, or empty.
  const std::string& hint() const { return hint_; }

 private:
  ExitCode exit_code_;
  std::string hint_;
};

class UsageError : public Error {
 public:
  explicit UsageError(std::string message, std::string hint = {}) : Error(ExitCode::kUsage, std::move(message), std::move(hint)) {}
};

class ConfigurationError : public Error {
 public:
  explicit ConfigurationError(std::string message, std::string hint = {})
      : Error(ExitCode::kConfiguration, std::move(message), std::move(hint)) {}
};

}  // namespace nightporter::app
