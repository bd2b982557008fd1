#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/process/launch_options.h"
#include "tests/backoffice/http_server.h"

namespace nightporter::test {

/// A real Chrome with one page, and an HTTP server, for one test.
struct BrowserSession {
  backoffice::HttpServer server;
  std::unique_ptr<engine::Browser> browser;
  std::unique_ptr<engine::BrowserContext> context;
  engine::Page* page = nullptr;

  /// Far more than anything here takes, and less than the test's own limit.
  Deadline deadline = Deadline::after(std::chrono::seconds(30));

  /// Serves `html` at `path` and goes there.
  awaitable<void> show(std::string html, std::string path = "/");
};

struct BrowserSetting {
  /// Without a window mode or transport of its own, that of the environment (see launch_options_of_environment).
  engine::LaunchOptions launch;
  engine::ContextOptions context;
};

/// `options`, in full headless Chrome when NIGHTPORTER_TEST_BROWSER is "chrome" and they name the headless shell, which is the default;
/// over the pipe when NIGHTPORTER_TEST_TRANSPORT is "pipe".
engine::LaunchOptions launch_options_of_environment(engine::LaunchOptions options = {});

/// Starts the browser, runs `body`, closes the browser. Fails the test when a process of the browser or a temporary file is left.
void with_browser(std::function<awaitable<void>(BrowserSession&)> body, BrowserSetting setting = {});

}  // namespace nightporter::test
