#include "stages/run/recover_store.h"

#include <optional>

#include "stages/collect/task_failure.h"
#include "storage/error.h"
#include "storage/run_ledger.h"
#include "storage/store_lease.h"

namespace nightporter::stages {

namespace {

void load_waiting(storage::Database& database, const sites::Recipe& recipe, const model::Store& store, storage::StoreLease& lease,
                  AfterLoad after, Recovery& recovery) {
  for (const storage::Download& waiting : storage::RunLedger(database).waiting_to_be_loaded(store.site, store.code)) {
    const CollectedReportFile file{
        .download = waiting.id, .path = waiting.path, .period = waiting.period, .empty_confirmed = waiting.empty_confirmed};
    std::exception_ptr failure;
    try {
      lease.renew();
      const LoadOutcome loaded = load_collected(database, recipe, store, file, after, [&lease] { lease.check(); });
      if (loaded.good())
        ++recovery.files_loaded;
      else
        recovery.problems.push_back(loaded.message);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) recovery.problems.push_back(describe_failure(failure, store).message);
  }
}

}  // namespace

Recovery recover_store(storage::Database& database, const sites::Recipe& recipe, const model::Store& store, const model::RunId& run,
                       AfterLoad after) {
  Recovery recovery;
  std::optional<storage::StoreLease> lease;
  try {
    lease.emplace(database, store.site, store.code, run);
  } catch (const storage::StoreBusy&) {
    return recovery;
  }
  recovery.files_entered = recover_publications(database, store.site, store.code);
  load_waiting(database, recipe, store, *lease, after, recovery);
  return recovery;
}

}  // namespace nightporter::stages
