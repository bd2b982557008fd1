#pragma once

#include "cdp/async/awaitable.h"
#include "stages/database_access.h"
#include "stages/run/shared_browser.h"
#include "stages/run/store_run.h"
#include "storage/session_vault.h"

namespace nightporter::stages {

/// Does one store's tasks: takes the store's lease, signs in if the session has ended, collects each report and loads it while the next one
/// is being collected, saves the session. A failure of one task leaves the others alone and keeps its evidence. `recipe` and the references
/// must outlive the run. What goes wrong with a task is in its outcome, in the ledger too. Cancelled, it puts all in order and returns as
/// well; tasks that were not done are kNotTried then. Leaves `browser` as soon as all is fetched; throws only what kept that from starting.
awaitable<StoreRunOutcome> run_store(SharedBrowser& browser, const sites::Recipe& recipe, model::Store store, std::vector<StoreTask> tasks,
                                     DatabaseAccess& database, storage::SessionVault& vault, StoreRunSettings settings);

}  // namespace nightporter::stages
