#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "engine/process/chrome_process.h"
#include "engine/process/profile_lock.h"
#include "engine/process/temp_directory.h"
#include "engine/state/storage_state.h"
#include "tests/support/browser_session.h"
#include "tests/support/run_async.h"

namespace nightporter::engine {
namespace {

namespace fs = std::filesystem;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using backoffice::HttpServer;

/// A kept profile, and a site that one signs in to by visiting /login.
struct ProfileTest {
  TempDirectory directory;
  HttpServer server;
  Deadline deadline = Deadline::after(std::chrono::seconds(60));
  std::unique_ptr<Browser> browser;
  std::unique_ptr<BrowserContext> context;
  Page* page = nullptr;

  ProfileTest() {
    server.handle("GET", "/login",
                  HttpResponse::html("<script>localStorage.token = 't'; sessionStorage.step = 's'</script>")
                      .set_cookie("lasting", "L", "Path=/; Max-Age=100000")
                      .set_cookie("session", "S", "Path=/"));
    server.handle("GET", "/app", HttpResponse::html("<!doctype html><title>App</title>"));
  }

  fs::path profile() const { return directory.path() / "profile"; }

  awaitable<void> open(std::optional<StorageState> state = {}, std::string path = "") {
    const LaunchOptions launch{.profile = path.empty() ? profile() : fs::path(path)};
    browser = co_await Browser::launch(test::launch_options_of_environment(launch), deadline);
    context = co_await browser->profile_context({.storage_state = std::move(state)}, deadline);
    page = co_await context->new_page(deadline);
  }
  /// In a new Chrome; returns what is saved right after it.
  awaitable<StorageState> log_in() {
    co_await open();
    co_await page->go_to(server.url("/login"), WaitUntil::kLoad, deadline);
    co_return co_await context->storage_state(deadline);
  }
  awaitable<void> close() {
    co_await context->close(deadline);
    context.reset();
    co_await browser->close(deadline);
    browser.reset();
  }
  void kill_chrome() {
    ::kill(browser->process()->pid(), SIGKILL);
    context.reset();
    browser.reset();
  }
  /// What the site sees of the login: the cookies sent, then the storage.
  awaitable<std::string> seen() {
    server.forget_requests();
    co_await page->go_to(server.url("/app"), WaitUntil::kLoad, deadline);
    const auto cookies = server.wait_for_request("GET", "/app").cookies;
    co_return cookies.value("lasting") + cookies.value("session") + " " + co_await page->evaluate("localStorage.token ?? null", deadline);
  }
};

void with_profile(std::function<awaitable<void>(ProfileTest&)> body) {
  test::run_async([&]() -> awaitable<void> {
    ProfileTest test;
    co_await body(test);
  });
}

TEST_CASE("S30 S31 a profile is made when it is missing, flushed by a polite close, and there again at the next start",
          "[browsers][pipe]") {
  with_profile([](ProfileTest& test) -> awaitable<void> {
    CHECK_FALSE(fs::exists(test.profile()));
    co_await test.open();
    co_await test.page->go_to(test.server.url("/login"), WaitUntil::kLoad, test.deadline);
    CHECK(co_await test.page->evaluate("localStorage.token", test.deadline) == "\"t\"");
    co_await test.close();
    CHECK(fs::exists(test.profile() / "Default"));
    // A relative path means the same folder.
    co_await test.open({}, fs::relative(test.profile()).string());
    CHECK(co_await test.seen() == "L \"t\"");  // the cookie of the session ended with Chrome
    co_await test.close();
  });
}

TEST_CASE("S33 cookies of the session survive a restart, because they are saved and put back", "[browsers]") {
  with_profile([](ProfileTest& test) -> awaitable<void> {
    const StorageState state = co_await test.log_in();
    co_await test.close();
    co_await test.open(state);
    CHECK(co_await test.seen() == "LS \"t\"");
    co_await test.close();
  });
}

TEST_CASE("S38 a login is not lost when Chrome is killed right after it", "[browsers][pipe]") {
  with_profile([](ProfileTest& test) -> awaitable<void> {
    const StorageState state = co_await test.log_in();
    test.kill_chrome();
    co_await test.open(state);
    CHECK(co_await test.seen() == "LS \"t\"");
    co_await test.close();
  });
}

TEST_CASE("S34 in a profile, an origin that is not visited in this run is captured all the same", "[browsers]") {
  with_profile([](ProfileTest& test) -> awaitable<void> {
    const StorageState state = co_await test.log_in();
    co_await test.close();
    co_await test.open(state);
    const StorageState again = co_await test.context->storage_state(test.deadline);
    REQUIRE(again.origins.size() == 1);
    CHECK(again.origins[0].local_storage == state.origins[0].local_storage);
    co_await test.close();
  });
}

TEST_CASE("a profile that is newer than the saved state stays as it is", "[browsers]") {
  with_profile([](ProfileTest& test) -> awaitable<void> {
    const StorageState old = co_await test.log_in();
    co_await test.page->evaluate("localStorage.token = 'rotated', document.cookie = 'lasting=2; max-age=1000; path=/'", test.deadline);
    co_await test.close();
    co_await test.open(old);
    CHECK(co_await test.seen() == "2S \"rotated\"");
    co_await test.close();
  });
}

TEST_CASE("S44 a profile that is in use is refused with a reason, and left alone", "[browsers][pipe]") {
  with_profile([](ProfileTest& test) -> awaitable<void> {
    co_await test.open();
    const LaunchOptions second{.profile = test.profile()};
    CHECK_THROWS_WITH(co_await Browser::launch(test::launch_options_of_environment(second), test.deadline),
                      Catch::Contains("profile " + test.profile().string() + " is in use by another run"));
    co_await test.page->go_to(test.server.url("/login"), WaitUntil::kLoad, test.deadline);
    CHECK(co_await test.seen() == "LS \"t\"");
    co_await test.close();
  });
}

TEST_CASE("S44 the mark of a Chrome that is gone, or of another machine, is removed; that of one that runs is not") {
  const TempDirectory directory;
  const fs::path mark = directory.path() / "SingletonLock";
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  const auto leave_mark = [&mark](const std::string& target) {
    std::error_code ignored;
    fs::remove(mark, ignored);
    fs::create_symlink(target, mark);
  };
  CHECK_FALSE(heal_profile_marks(directory.path()));
  leave_mark("another-host-1");
  CHECK_FALSE(heal_profile_marks(directory.path()));
  CHECK_FALSE(fs::is_symlink(mark));
  leave_mark(std::string(host) + "-" + std::to_string(::getpid()));  // runs, but is no Chrome on this profile
  CHECK_FALSE(heal_profile_marks(directory.path()));
  CHECK_FALSE(fs::is_symlink(mark));

  const std::string argument = "--user-data-dir=" + directory.path().string();
  int input[2];
  REQUIRE(::pipe(input) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(input[0], STDIN_FILENO);
    ::execl("/bin/sh", "sh", "-c", "read line", argument.c_str(), nullptr);
    ::_exit(1);
  }
  leave_mark(std::string(host) + "-" + std::to_string(child));
  std::optional<std::string> user;
  while (!(user = heal_profile_marks(directory.path())) && ::waitpid(child, nullptr, WNOHANG) == 0)
    leave_mark(std::string(host) + "-" + std::to_string(child));  // it has not become the shell yet
  CHECK(user == "process " + std::to_string(child));
  CHECK(fs::is_symlink(mark));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(input[0]);
  ::close(input[1]);
  CHECK_FALSE(heal_profile_marks(directory.path()));
  CHECK_FALSE(fs::is_symlink(mark));
}

TEST_CASE("S44 a start heals a stale mark of Chrome", "[browsers]") {
  with_profile([](ProfileTest& test) -> awaitable<void> {
    co_await test.open();
    co_await test.close();
    const fs::path mark = test.profile() / "SingletonLock";
    fs::create_symlink("old-container-17", mark);
    co_await test.open();
    CHECK((!fs::is_symlink(mark) || fs::read_symlink(mark) != "old-container-17"));  // the headless shell itself minds no mark
    co_await test.page->go_to(test.server.url("/login"), WaitUntil::kLoad, test.deadline);
    co_await test.close();
  });
}

}  // namespace
}  // namespace nightporter::engine
