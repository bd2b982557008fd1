#pragma once

#include <filesystem>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "model/period.h"
#include "sites/recipe.h"
#include "stages/database_access.h"
#include "stages/load/load_file.h"

namespace nightporter::stages {

class StoreSession;

/// What loading the files of a report would change.
struct ComparedReport {
  std::vector<std::filesystem::path> names;      // of the files, which are gone
  std::vector<LoadOutcome> outcomes;             // of a dry run, one a file
  std::vector<model::CalendarDate> unexplained;  // days without a file though the site did not say that there is nothing
};

/// Runs a report's steps for a period, as collect_report does, and says what loading the files would change. They lie in a temporary folder
/// meanwhile; nothing is entered in the ledger. Throws what StoreSession::run_report throws, engine::Error and storage::Error.
awaitable<ComparedReport> compare_report(StoreSession& session, const sites::Recipe& recipe, const sites::Report& report,
                                         model::Period period, const model::RunId& run, DatabaseAccess& database, Deadline deadline);

}  // namespace nightporter::stages
