#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "model/calendar_date.h"
#include "tests/backoffice/demo_back_office.h"
#include "tests/kill/kill_moment.h"
#include "tests/kill/promises.h"
#include "tests/support/child_program.h"
#include "tests/support/database_dump.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::test {

/// The program itself, as cron would start it, against the demo's back office: a configuration, a folder for data, downloads and
/// temporary files, and the means to see what a run left behind.
class NightRig {
 public:
  NightRig();

  backoffice::DemoBackOffice& office() { return office_; }
  /// The business day of the demo's stores.
  static model::CalendarDate today();

  /// Requests for files since the office's requests were forgotten.
  std::size_t exports_asked() const;

  /// How the program is called with these arguments.
  ProgramCall call(std::vector<std::string> arguments) const;
  /// The same for a program that kills itself just before the nth call of a kind (dying_calls.cpp).
  ProgramCall call_that_dies(std::vector<std::string> arguments, const std::string& kind, int nth) const;
  /// Runs it to its end. Throws std::runtime_error with its output when it does not end well.
  void finish(const std::vector<std::string>& arguments) { finish(arguments.front(), call(arguments)); }
  /// The same, and says how the run went.
  RunShape measure(const std::vector<std::string>& arguments);

  /// Keeps data and downloads as they are now under a name; bring_back makes them so again.
  void keep(const std::string& name) const;
  void bring_back(const std::string& name) const;

  /// Facts, staging, ledger, audit and history without what differs from run to run (times, ids, run names), and the files as one
  /// more table.
  DatabaseDump results() const;
  /// As test::broken_promises, of this folder and the demo's stores.
  std::vector<std::string> broken_promises(RunEnd end) const;
  /// What a finished or killed program must not leave: processes, and after a finished one temporary files.
  std::vector<std::string> processes() const;
  std::vector<std::string> temporary_files() const;

 private:
  static void finish(const std::string& command, const ProgramCall& call);
  std::filesystem::path scratch() const { return folder_.path() / "tmp"; }

  TemporaryFolder folder_;
  backoffice::DemoBackOffice office_;
};

}  // namespace nightporter::test
