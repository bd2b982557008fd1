#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "app/run/store_jobs.h"
#include "app/terminal/listing.h"
#include "app/upload/upload_run.h"
#include "stages/run/store_run.h"

namespace nightporter::app {

/// What came of a run. Outcomes and sessions are those of the job of the same place. The references outlive it.
struct RunResults {
  const model::RunId& run;
  const std::vector<StoreJob>& jobs;
  const std::vector<std::vector<stages::TaskOutcome>>& outcomes;
  const std::vector<std::vector<stages::SessionTimes>>& sessions;
  const std::vector<UploadEnd>& uploads;
  bool compared = false;  // then each has its difference
  /// Selectors that have drifted: lines of a job's report.
  std::function<std::string(std::size_t job, const model::ReportName& report)> drift_of;
};

/// A row for each report and period, then one for each upload, which has a `destination`.
Listing run_listing(const RunResults& results);

}  // namespace nightporter::app
