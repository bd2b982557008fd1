#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "app/error_report.h"
#include "app/run/start_browser.h"
#include "app/run/store_jobs.h"
#include "stages/run/shared_browser.h"

namespace nightporter::app {

/// How the browsers of a command are started. The references must outlive browse_stores.
struct Browsing {
  const Configuration& configuration;
  const GlobalOptions& global;
  Window window = Window::kHeadless;
  Log& log;
  int side_by_side = 1;
};

/// Does `work` for each job that has tasks, several side by side: in one browser that they share, or in a browser of its own where the
/// store has a profile. `work` leaves the browser that it is given. One of a store's own that does not start, or goes, is told to `failed`
/// and does not stop the others.
awaitable<void> browse_stores(const std::vector<StoreJob>& jobs, Browsing browsing,
                              std::function<awaitable<void>(stages::SharedBrowser&, std::size_t job)> work,
                              std::function<void(std::size_t job, const ErrorReport&)> failed);

}  // namespace nightporter::app
