#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace nightporter::stages {

/// Base of what the stages throw. `what()` says what went wrong with what; `hint()` says what to do next, and may be empty.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string hint = {}) : std::runtime_error(message), hint_(std::move(hint)) {}

  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

}  // namespace nightporter::stages
