#pragma once

#include <functional>

#include "cdp/async/awaitable.h"
#include "model/store.h"
#include "sites/recipe.h"
#include "stages/collect/collect_report.h"
#include "stages/database_access.h"
#include "stages/load/load_file.h"

namespace nightporter::stages {

enum class AfterLoad { kKeepFile, kDeleteFile };

/// Loads a collected file by what the recipe says of its report, with this store's words in the checks. A file that was loaded well
/// is deleted if that is wanted. `before_commit` as in LoadRequest. It blocks. Throws stages::Error when the recipe has the report no more,
/// and what load_file throws.
LoadOutcome load_collected(storage::Database& database, const sites::Recipe& recipe, const model::Store& store,
                           const CollectedReportFile& file, AfterLoad after, std::function<void()> before_commit);

/// What load_collected gives to load_file: the file of a ledger row by what the recipe says of its report.
LoadRequest load_request(const sites::Recipe& recipe, const sites::Report& report, const model::Store& store, const storage::Download& row);

/// The same while others use the database: it is taken only to begin, and for the transaction. The references must outlive the call.
awaitable<LoadOutcome> load_collected(DatabaseAccess& database, const sites::Recipe& recipe, const model::Store& store,
                                      CollectedReportFile file, AfterLoad after, std::function<void()> before_commit);

}  // namespace nightporter::stages
