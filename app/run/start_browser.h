#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "app/commands/options.h"
#include "app/config/configuration.h"
#include "app/log.h"
#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/browser.h"

namespace nightporter::app {

constexpr std::chrono::seconds kBrowserStartsWithin{60};

/// Starts the configured Chrome, or connects to the one whose ws:// address is configured. Warnings go to the log. `profile`: a store's
/// own, kept; it is used by full Chrome, with and without a window, so that the login made by hand and the runs find the same one.
awaitable<std::unique_ptr<engine::Browser>> start_browser(const Configuration& configuration, const GlobalOptions& global, Window window,
                                                          Log& log, Deadline deadline, std::filesystem::path profile = {});

/// Starts a browser as start_browser does, lets `work` drive it, and closes it whatever happened, also when the run was cancelled.
/// What `work` threw is thrown when the browser is gone. Afterwards the coroutine can be cancelled again.
awaitable<void> with_browser(const Configuration& configuration, const GlobalOptions& global, Window window, Log& log,
                             std::function<awaitable<void>(engine::Browser&)> work, std::filesystem::path profile = {});

}  // namespace nightporter::app
