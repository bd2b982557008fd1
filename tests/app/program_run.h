#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/backoffice/back_office_state.h"
#include "tests/support/child_program.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::test {

/// How a call of the program ended.
struct ProgramResult {
  int exit_code = -1;
  std::string output;
};

/// A folder with a nightporter.yaml, in which the program is run as a user or cron runs it. With the headless shell, or with full Chrome
/// when NIGHTPORTER_TEST_BROWSER is "chrome".
class ProgramFolder {
 public:
  ProgramFolder();

  /// Adds to nightporter.yaml: where a site's real origin is sent, and a store with its secrets in the environment.
  void send_origin(const std::string& site, const std::string& real, const std::string& simulated);
  void add_store(const std::string& site, const backoffice::ShopLogin& login, const std::string& more = "");
  /// A recipe of the test's own, sites/<name>.yaml.
  void add_recipe(const std::string& name, const std::string& text);
  /// A line of nightporter.yaml besides.
  void configure(const std::string& line) { lines_ += line + "\n"; }
  /// Without secrets: only a person, or a saved session, can sign in.
  void add_store_without_secrets(const std::string& site, const backoffice::ShopLogin& login, const std::string& more = "");
  void set_environment(const std::string& name, const std::string& value) { environment_[name] = value; }

  /// Runs `nightporter` (or its alias, as the first word says) and waits for its end.
  ProgramResult run(const std::string& command_line, const std::string& input = {});
  std::unique_ptr<ChildProgram> start(const std::string& command_line);
  /// The same, at a terminal of its own; `command` is a shell's.
  std::unique_ptr<ChildProgram> start_at_terminal(const std::string& command);

  /// The first column of a query's rows, from the program's database.
  std::vector<std::string> query(const std::string& sql) const;
  std::string query_one(const std::string& sql) const;

  std::filesystem::path operator/(std::string_view name) const { return folder_ / name; }
  /// Names of the files in a folder, sorted.
  std::vector<std::string> files(std::string_view folder) const;
  /// Files in the folder, the database included, in which `text` stands.
  std::vector<std::string> files_with(const std::string& text) const;
  /// Processes that the program has left behind.
  std::vector<std::string> processes_left() const;

 private:
  void write_configuration() const;
  ProgramCall call(const std::string& command_line);

  TemporaryFolder folder_;
  std::map<std::string, std::string> environment_;
  std::map<std::string, std::map<std::string, std::string>> origins_;
  std::vector<std::string> stores_;
  std::string lines_;
  bool has_recipes_ = false;
};

}  // namespace nightporter::test
