#pragma once

#include "app/commands/options.h"
#include "app/config/configuration.h"
#include "app/log.h"
#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/browser.h"

namespace nightporter::app {

/// Starts the configured Chrome, or connects to the one whose ws:// address is configured. Warnings go to the log.
awaitable<std::unique_ptr<engine::Browser>> start_browser(const Configuration& configuration, const GlobalOptions& global, Window window,
                                                          Log& log, Deadline deadline);

}  // namespace nightporter::app
