#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nightporter::test {

/// What a program is started with.
struct ProgramCall {
  std::vector<std::string> arguments;              // the first one is the program's path
  std::map<std::string, std::string> environment;  // all of it: nothing is inherited
  std::filesystem::path folder;                    // working directory; empty: ours
  std::string input;                               // what a pipe on its standard input gives, at most 60 KB; empty: nothing
  bool on_terminal = false;                        // its streams are a terminal of its own, at which type() types; no `input` then
};

/// How a program ended.
struct ProgramEnd {
  int exit_code = -1;  // -1: by a signal
  int signal = 0;
};

/// A program that a test runs as a user would: in a process group of its own, with its output in memory. The destructor kills the
/// group if the program still runs. Throws std::system_error when the program cannot be started.
class ChildProgram {
 public:
  explicit ChildProgram(const ProgramCall& call);
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  /// Returns when the program has ended and its output is read, nullopt when it still runs after `patience`.
  std::optional<ProgramEnd> wait(std::chrono::milliseconds patience);
  /// Sends a signal to the program alone, not to what it has started. Does nothing after its end.
  void signal(int number);

  /// As a person at its terminal; a line ends with "\n".
  void type(const std::string& text);
  /// Waits until the output after its first `from` bytes holds `text`; the place after it. nullopt when it does not come in time.
  std::optional<std::size_t> wait_for_output(const std::string& text, std::size_t from, std::chrono::milliseconds patience);

  int process_id() const;
  /// Standard output and standard error so far, mixed as they came.
  std::string output() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Processes that have `text` in their environment, as "pid command line". Zombies have none and so are not among them.
std::vector<std::string> processes_with_environment(const std::string& text);
/// The same for those whose working directory this is: what readers of files come from has no environment.
std::vector<std::string> processes_working_in(const std::filesystem::path& folder);

}  // namespace nightporter::test
