#include "tests/support/browser_session.h"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string_view>

#include "engine/process/chrome_process.h"
#include "engine/process/temp_directory.h"
#include "tests/support/run_async.h"

namespace nightporter::test {

namespace {

/// A temporary directory that all temporary files go to meanwhile.
class OwnTemporaryFiles {
 public:
  OwnTemporaryFiles() {
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", directory_.path().c_str(), 1);
  }
  ~OwnTemporaryFiles() {
    if (before_.empty()) {
      ::unsetenv("TMPDIR");
    } else {
      ::setenv("TMPDIR", before_.c_str(), 1);
    }
  }
  std::size_t count() const {
    std::size_t directories = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) directories += entry.is_directory() ? 1 : 0;
    return directories;
  }

 private:
  engine::TempDirectory directory_;
  std::string before_;
};

}  // namespace

awaitable<void> BrowserSession::show(std::string html, std::string path) {
  server.handle("GET", path, backoffice::HttpResponse::html(std::move(html)));
  co_await page->go_to(server.url(path), engine::WaitUntil::kLoad, deadline);
}

engine::LaunchOptions launch_options_of_environment(engine::LaunchOptions options) {
  const auto is = [](const char* name, std::string_view wanted) {
    const char* value = std::getenv(name);
    return value != nullptr && value == wanted;
  };
  if (options.window_mode == engine::WindowMode::kHeadlessShell && is("NIGHTPORTER_TEST_BROWSER", "chrome"))
    options.window_mode = engine::WindowMode::kHeadless;
  if (is("NIGHTPORTER_TEST_TRANSPORT", "pipe")) options.transport = engine::TransportKind::kPipe;
  return options;
}

void with_browser(std::function<awaitable<void>(BrowserSession&)> body, BrowserSetting setting) {
  const OwnTemporaryFiles files;
  pid_t group = 0;
  run_async([&]() -> awaitable<void> {
    BrowserSession session;
    session.browser = co_await engine::Browser::launch(launch_options_of_environment(setting.launch), session.deadline);
    group = session.browser->process()->pid();
    session.context = co_await session.browser->new_context(setting.context, session.deadline);
    session.page = co_await session.context->new_page(session.deadline);
    std::exception_ptr failure;
    try {
      co_await body(session);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) std::rethrow_exception(failure);
    session.deadline = Deadline::after(std::chrono::seconds(30));
    if (session.context) co_await session.context->close(session.deadline);
    session.context.reset();
    co_await session.browser->close(session.deadline);
  });
  CHECK(::kill(-group, 0) != 0);
  CHECK(files.count() == 0);
}

}  // namespace nightporter::test
