#include "app/commands/chrome_check.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <system_error>

#include "app/error.h"

namespace nightporter::app {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

/// Beside the installed program (../libexec/nightporter), else in the source tree that the program was built from.
fs::path find_chrome_setup() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed = program.parent_path().parent_path() / "libexec/nightporter/chrome-setup";
    if (fs::exists(installed)) return installed;
  }
  const fs::path in_source = fs::path(NIGHTPORTER_SOURCE_FOLDER) / "chrome-setup";
  if (fs::exists(in_source)) return in_source;
  throw Error(ExitCode::kFailed, "chrome-setup was not installed beside the program", "Install Nightporter again: cmake --install.");
}

/// Standard output of a program that ends by itself. Its exit code is of no interest here.
std::string output_of(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> variables;
  // Not the stores' secrets: chrome-setup starts Chrome.
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view entry(*variable);
    for (const std::string_view name : {"PATH=", "HOME=", "TMPDIR=", "LANG=", "LC_ALL=", "DISPLAY=", "XAUTHORITY=", "NIGHTPORTER_CHROME="})
      if (entry.starts_with(name)) variables.push_back(*variable);
  }
  for (const std::string& variable : environment) variables.push_back(const_cast<char*>(variable.c_str()));
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), variables.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string output;
  std::array<char, 4096> piece{};
  ssize_t count = 0;
  while (error == 0 && ((count = ::read(ends[0], piece.data(), piece.size())) > 0 || (count < 0 && errno == EINTR)))
    if (count > 0) output.append(piece.data(), static_cast<std::size_t>(count));
  ::close(ends[0]);
  if (error != 0) throw std::system_error(error, std::generic_category(), command.front());
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return output;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

std::vector<ChromeFinding> check_chrome(const ChromeSettings& chrome) {
  std::vector<std::string> command{find_chrome_setup().string(), "--check", "--json", "--sandbox", chrome.sandbox ? "on" : "off"};
  if (!chrome.run_as.empty()) command.insert(command.end(), {"--run-as", chrome.run_as});
  std::vector<std::string> environment;
  if (!chrome.executable.empty()) environment.push_back("NIGHTPORTER_CHROME=" + chrome.executable);
  const std::string answer = output_of(command, environment);
  boost::system::error_code error;
  const json::value parsed = json::parse(answer, error);
  if (error || !parsed.is_object())
    throw Error(ExitCode::kFailed, command.front() + " did not answer with JSON", "Run it by hand: " + command.front() + " --check");

  std::vector<ChromeFinding> findings;
  const json::object& root = parsed.as_object();
  if (const json::value* list = root.if_contains("findings"); list != nullptr && list->is_array())
    for (const json::value& item : list->as_array()) {
      if (!item.is_object()) continue;
      const std::string level = text_of(item.as_object(), "level");
      findings.push_back({.what = text_of(item.as_object(), "check"),
                          .good = level == "ok",
                          .breaks_runs = level == "problem",
                          .found = text_of(item.as_object(), "detail"),
                          .remedy = text_of(item.as_object(), "remedy")});
    }
  return findings;
}

}  // namespace nightporter::app
