#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/secret.h"

namespace nightporter::app {

/// The variables that the program was started with, and below them those of a `.env` file.
/// `NAME_FILE` stands for NAME whose value is the content of a file, as container secrets are given.
class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string> variables) : variables_(std::move(variables)) {}

  /// The process's own variables.
  static Environment of_process();

  /// Adds what the file defines and the environment does not: lines of NAME=value, `export NAME=value`, quotes, comments.
  /// A missing file adds nothing. Throws ConfigurationError that names file and line.
  void add_dot_env(const std::filesystem::path& file);

  std::optional<std::string> find(std::string_view name) const;

  /// The value of `name`, or the content of the file named by `name_FILE`, without the newline at its end.
  /// Throws ConfigurationError when such a file cannot be read, or when both are set.
  std::optional<model::Secret> find_secret(std::string_view name) const;

 private:
  std::map<std::string, std::string> variables_;
};

/// The content of a file that holds one secret, without the newline at its end. `asked_by` names the place that refers to it.
/// Throws ConfigurationError.
model::Secret read_secret_file(const std::filesystem::path& file, std::string_view asked_by);

}  // namespace nightporter::app
