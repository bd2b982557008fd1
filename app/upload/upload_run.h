#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/log.h"
#include "app/upload/upload_targets.h"
#include "stages/database_access.h"
#include "stages/task.h"

namespace nightporter::app {

/// How one upload ended, and what a person should know of it.
struct UploadEnd {
  std::string source;       // "td/a668 order_report"
  std::string destination;  // "rewards Transactions"
  model::SiteCode site;
  std::vector<std::string> stores;
  model::ReportName report;
  stages::TaskResult result = stages::TaskResult::kNotTried;
  std::size_t new_rows = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::string message;  // one line; also good ends may have one
  std::string hint;
  std::chrono::milliseconds duration{0};

  /// "td/a668 order_report → rewards Transactions  ✓ 12 new  3 updated", and the hint below when there is one.
  std::string line() const;
};

/// What uploading shares. The references outlive the uploads.
struct UploadSurroundings {
  const Configuration& configuration;
  const Environment& environment;
  stages::DatabaseAccess& database;
  Log& log;
  model::RunId run;
};

/// Uploads to one target after the other, each under a lease of its own, since two that write to one sheet at a time would mix their rows.
/// What goes wrong with one is in its end and in the log, and does not stop the others. Cancelling throws.
awaitable<std::vector<UploadEnd>> upload_all(UploadSurroundings surroundings, std::vector<UploadTarget> targets, stages::UploadScope scope);

/// "Transaksi ID 00100 stands in rows 2, 8": keys that a destination has several times.
std::string describe_repeated_keys(const stages::UploadPlan& plan);

}  // namespace nightporter::app
