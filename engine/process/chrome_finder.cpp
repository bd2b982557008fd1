#include "engine/process/chrome_finder.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace nightporter::engine {

namespace {

namespace fs = std::filesystem;

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_program(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
}

bool is_binary_program(const fs::path& file) {
  if (!is_program(file)) return false;
  char start[2] = {};
  std::ifstream(file, std::ios::binary).read(start, 2);
  return !(start[0] == '#' && start[1] == '!');
}

/// Sub-directories of `folder`, the highest version first.
std::vector<fs::path> versions_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  return found;
}

void add_names(std::vector<fs::path>& to, const ChromeSearch& search, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::istringstream folders(search.path_variable);
    for (std::string folder; std::getline(folders, folder, ':');) {
      if (!folder.empty()) to.push_back(search.root / fs::path(folder).relative_path() / name);
    }
  }
}

void add_shells(std::vector<fs::path>& to, const ChromeSearch& search) {
  add_names(to, search, {"chromium-headless-shell", "chrome-headless-shell", "headless_shell"});
  const fs::path cache = search.home / ".cache";
  for (const fs::path& version : versions_in(cache / "puppeteer/chrome-headless-shell")) {
    to.push_back(version / "chrome-headless-shell-linux64/chrome-headless-shell");
    to.push_back(version / "chrome-headless-shell-mac-arm64/chrome-headless-shell");
  }
  for (const fs::path& version : versions_in(cache / "ms-playwright")) {
    if (version.filename().string().starts_with("chromium_headless_shell-")) to.push_back(version / "chrome-linux/headless_shell");
  }
}

void add_full_chromes(std::vector<fs::path>& to, const ChromeSearch& search) {
  add_names(to, search, {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"});
  to.push_back(search.root / "opt/google/chrome/chrome");
  to.push_back(search.root / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
  to.push_back(search.root / "Applications/Chromium.app/Contents/MacOS/Chromium");
  const fs::path cache = search.home / ".cache";
  for (const fs::path& version : versions_in(cache / "puppeteer/chrome")) to.push_back(version / "chrome-linux64/chrome");
  for (const fs::path& version : versions_in(cache / "ms-playwright")) {
    if (version.filename().string().starts_with("chromium-")) to.push_back(version / "chrome-linux/chrome");
  }
}

}  // namespace

ChromeSearch ChromeSearch::of_this_machine() {
  return {.chosen = environment_variable("NIGHTPORTER_CHROME"),
          .path_variable = environment_variable("PATH"),
          .home = environment_variable("HOME")};
}

std::vector<fs::path> chrome_candidates(WindowMode mode, const ChromeSearch& search) {
  std::vector<fs::path> candidates;
  if (!search.chosen.empty()) return {search.chosen};
  if (mode == WindowMode::kHeadlessShell) add_shells(candidates, search);
  add_full_chromes(candidates, search);
  return candidates;
}

std::optional<fs::path> find_chrome(WindowMode mode, const ChromeSearch& search) {
  for (const fs::path& candidate : chrome_candidates(mode, search)) {
    if (is_program(candidate)) return behind_launcher(candidate, search.root);
  }
  return std::nullopt;
}

fs::path behind_launcher(const fs::path& file, const fs::path& root) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  if (error || is_binary_program(target)) return error ? file : target;

  std::ifstream stream(target);
  std::istringstream words(std::string(std::istreambuf_iterator<char>(stream), {}));
  for (std::string word; words >> word;) {
    if (!word.starts_with('/')) continue;
    const fs::path named = root / fs::path(word).relative_path();
    const std::string name = named.filename().string();
    if ((name.find("chrom") != std::string::npos || name == "headless_shell") && is_binary_program(named)) return named;
  }
  const fs::path name = target.filename();
  for (const fs::path& folder :
       {root / "usr/lib" / name, root / "usr/lib/chromium", root / "usr/lib/chromium-browser", target.parent_path()}) {
    for (const fs::path& guess : {folder / name, folder / "chrome"}) {
      if (is_binary_program(guess)) return guess;
    }
  }
  return file;
}

}  // namespace nightporter::engine
