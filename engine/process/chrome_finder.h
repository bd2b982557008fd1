#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/process/launch_options.h"

namespace nightporter::engine {

/// Where a Chrome is looked for. The defaults are empty; `of_this_machine` fills them in. Tests point `root` at a tree of their own.
struct ChromeSearch {
  std::string chosen;         // $NIGHTPORTER_CHROME
  std::string path_variable;  // $PATH
  std::filesystem::path home;
  std::filesystem::path root = "/";

  /// From the environment of this program.
  static ChromeSearch of_this_machine();
};

/// The places that are tried for a window mode, the best first: for kHeadlessShell the headless shell and then full Chromes, for the
/// others full Chromes only.
std::vector<std::filesystem::path> chrome_candidates(WindowMode mode, const ChromeSearch& search);

/// The first candidate that can be executed, as the real program: Debian's launchers are shell scripts, one of which stays in between
/// as a parent, so that signals would not reach Chrome.
std::optional<std::filesystem::path> find_chrome(WindowMode mode, const ChromeSearch& search = ChromeSearch::of_this_machine());

/// The program behind a launcher script; `file` itself when it is no script or the script does not tell.
std::filesystem::path behind_launcher(const std::filesystem::path& file, const std::filesystem::path& root = "/");

}  // namespace nightporter::engine
