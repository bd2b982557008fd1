#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/commands/options.h"

namespace nightporter::app {

/// What the arguments ask for: a command with its options, or text to print and leave (help, version).
struct CommandLine {
  GlobalOptions global;
  CommandOptions command;
};

/// Help or version text that was asked for.
struct TextToPrint {
  std::string text;
};

/// Reads the arguments. Throws UsageError for what cannot be understood.
std::variant<CommandLine, TextToPrint> parse_command_line(int argc, const char* const* argv);

}  // namespace nightporter::app
