#include "app/program_name.h"

#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <system_error>

namespace nightporter::app {

namespace fs = std::filesystem;

namespace {

/// What the shell finds under this name; empty when nothing.
fs::path found_on(const std::string& search_path, const std::string& name) {
  std::istringstream folders(search_path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path candidate = fs::path(folder.empty() ? "." : folder) / name;
    std::error_code error;
    if (fs::is_regular_file(candidate, error) && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::string quoted(const std::string& path) {
  if (path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+,:@%=") == std::string::npos) return path;
  std::string result = "'";
  for (const char c : path) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace

std::string program_as_called(const std::string& argv0, const std::string& search_path) {
  const std::string name = fs::path(argv0).filename().string();
  if (argv0.find('/') == std::string::npos) return name;
  std::error_code error;
  if (const fs::path found = found_on(search_path, name); !found.empty() && fs::equivalent(found, argv0, error)) return name;
  return quoted(argv0);
}

}  // namespace nightporter::app
