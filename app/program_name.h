#pragma once

#include <string>

namespace nightporter::app {

/// How a person can call the program that was started as `argv0`: by its name when `search_path` ("/usr/bin:/bin") leads to this very
/// file, else by its path, with quotes where the shell needs them.
std::string program_as_called(const std::string& argv0, const std::string& search_path);

}  // namespace nightporter::app
