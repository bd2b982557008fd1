#pragma once

#include <functional>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/element/locator.h"
#include "engine/error.h"
#include "tests/backoffice/http_server.h"
#include "tests/support/browser_session.h"

namespace nightporter::test {

/// Long enough for whatever must succeed.
inline Deadline soon() {
  return Deadline::after(std::chrono::seconds(15));
}
/// For what must fail: the page gets this long to prove us wrong.
inline Deadline shortly() {
  return Deadline::after(std::chrono::milliseconds(1500));
}

/// A Chrome with one context, one page and a server, for the length of one test.
struct ChromeTest {
  engine::Browser& browser;
  engine::BrowserContext& context;
  engine::Page& page;
  backoffice::HttpServer& server;

  /// Serves `html` at `path` and goes there.
  awaitable<void> show(std::string html, std::string path = "/");
  engine::Locator find(std::string selector) { return page.locator(engine::Selector::parse(selector)); }
  /// What the page's script says, as JSON text.
  awaitable<std::string> ask(std::string script) { return page.evaluate(std::move(script), soon()); }
};

using ChromeTestBody = std::function<awaitable<void>(ChromeTest&)>;

/// Runs `body` in a new headless Chrome (with_browser).
void in_chrome(ChromeTestBody body);
void in_chrome(engine::LaunchOptions options, ChromeTestBody body);

/// Awaits `operation`, which must fail with an `Error`, and returns that.
template <class Error, class T>
awaitable<Error> failure_of(awaitable<T> operation) {
  try {
    co_await std::move(operation);
  } catch (const Error& error) {
    co_return error;
  }
  throw std::logic_error("it succeeded");
}

}  // namespace nightporter::test
