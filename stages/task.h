#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/period.h"
#include "model/strong_id.h"
#include "stages/collect/failure_evidence.h"
#include "storage/load_difference.h"
#include "storage/upsert.h"

namespace nightporter::stages {

/// One report of one store for one period.
struct StoreTask {
  model::ReportName report;
  model::Period period;
};

enum class TaskResult {
  kLoaded,          // something was new or updated
  kDiffers,         // compared only: loading would change something
  kUnchanged,       // the database knew all of it
  kConfirmedEmpty,  // the site says that there is nothing in the period
  kLoginNeeded,     // a person must log in, or is asked for a one-time password
  kSiteChanged,     // the recipe does not fit the site any more
  kCheckFailed,     // the file is not what was asked for; nothing of it was loaded
  kTryAgainLater,   // network, server, browser: the next run may succeed
  kConfigurationLacking,
  kFailed,    // anything else
  kNotTried,  // the run was interrupted before
};

/// One word, as in the ledger and in JSON: "loaded", "login_needed"…
std::string_view to_string(TaskResult result);
bool is_good(TaskResult result);

/// How one task ended, and what a person should know of it.
struct TaskOutcome {
  StoreTask task;
  TaskResult result = TaskResult::kNotTried;
  storage::Upsert counts;                          // of all files of the task together
  std::vector<storage::RowDifference> difference;  // of a comparison: what loading would change, row by row
  std::vector<std::filesystem::path> files;        // published
  std::string message;                             // one line; empty when good
  std::string details;                             // lines under it; may be empty
  std::string hint;                                // what to do next; may be empty
  FailureEvidence evidence;
  std::chrono::milliseconds duration{0};
  std::size_t session = 0;  // which of the store's sessions it was collected in, from 1; 0 = in none
};

}  // namespace nightporter::stages
