#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "model/calendar_date.h"
#include "tests/backoffice/demo_back_office.h"
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

  std::filesystem::path downloads() const { return folder_ / "downloads"; }
  std::filesystem::path journal() const { return folder_ / "data/nightporter.sqlite-wal"; }
  /// Requests for files since the office's requests were forgotten.
  std::size_t exports_asked() const;

  /// How the program is called with these arguments.
  ProgramCall call(std::vector<std::string> arguments) const;
  /// Runs it to its end and returns how long that took. Throws std::runtime_error with its output when it does not end well.
  std::chrono::microseconds finish(const std::vector<std::string>& arguments);

  /// Keeps data and downloads as they are now under a name; bring_back makes them so again.
  void keep(const std::string& name) const;
  void bring_back(const std::string& name) const;

  /// Facts, staging, ledger, audit and history without what differs from run to run (times, ids, run names), and the files as one
  /// more table.
  DatabaseDump results() const;
  /// What a finished or killed program must not leave: processes, and after a finished one temporary files.
  std::vector<std::string> processes() const;
  std::vector<std::string> temporary_files() const;

 private:
  std::filesystem::path scratch() const { return folder_.path() / "tmp"; }

  TemporaryFolder folder_;
  backoffice::DemoBackOffice office_;
};

}  // namespace nightporter::test
