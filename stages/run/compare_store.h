#pragma once

#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "sites/recipe.h"
#include "stages/database_access.h"
#include "stages/run/store_run.h"
#include "storage/load_difference.h"
#include "storage/session_vault.h"

namespace nightporter::engine {
class Browser;
}

namespace nightporter::stages {

/// What loading one file of a report would do, or why that cannot be said.
struct Comparison {
  StoreTask task;  // the period is the file's
  TaskResult result = TaskResult::kNotTried;
  storage::Upsert counts;
  std::vector<storage::RowDifference> difference;
  std::string message;  // empty when good
  std::string hint;     // may be empty
};

/// Fetches the reports of one store as run_store does, and says of each file what loading it would change. Nothing of it is kept: no file,
/// no row, no line in the ledger; the session alone is saved. Each task is tried once; what goes wrong is in its comparison. It holds the
/// store's lease meanwhile. Lets cancellation pass.
awaitable<std::vector<Comparison>> compare_store(engine::Browser& browser, const sites::Recipe& recipe, model::Store store,
                                                 std::vector<StoreTask> tasks, DatabaseAccess& database, storage::SessionVault& vault,
                                                 StoreRunSettings settings);

}  // namespace nightporter::stages
