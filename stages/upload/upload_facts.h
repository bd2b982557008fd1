#pragma once

#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "stages/database_access.h"
#include "stages/upload/destination.h"
#include "storage/upload_ledger.h"

namespace nightporter::stages {

/// What goes to one destination: a report of one store, or of several stores that share a sheet, a table or a file. Then each row begins
/// with its store's code, under `store_column`, as a part of the key.
struct UploadRequest {
  std::string destination;  // as the upload ledger knows it
  std::string store_column;
  std::vector<storage::StoreFacts> sources;  // one mapping for all
};

enum class UploadScope {
  kChanges,     // what the ledger says is not there in this version
  kEverything,  // all rows are compared with what is there, and what is missing is written again
};

/// What was to be done, and the rows that it speaks of.
struct UploadOutcome {
  UploadTable table;
  UploadPlan plan;
};

/// Rows with the store's column, if there is one, in front.
UploadTable upload_table(const UploadRequest& request, const std::vector<std::vector<storage::VersionedFact>>& facts);

/// Brings the destination up to date and enters in the upload ledger what was read back there. A failure leaves the ledger as it was, and
/// doing it again is harmless. The references must outlive the coroutine. Throws what the destination throws.
awaitable<UploadOutcome> upload_facts(DatabaseAccess& database, Destination& destination, const UploadRequest& request, UploadScope scope,
                                      const model::RunId& run, Deadline deadline);

/// What upload_facts with kEverything would do. Changes nothing.
awaitable<UploadOutcome> compare_facts(DatabaseAccess& database, Destination& destination, const UploadRequest& request, Deadline deadline);

}  // namespace nightporter::stages
