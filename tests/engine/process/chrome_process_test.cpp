#include "engine/process/chrome_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "engine/error.h"
#include "engine/process/process_group.h"
#include "engine/process/temp_directory.h"
#include "tests/support/browser_session.h"
#include "tests/support/run_async.h"

using namespace std::chrono_literals;

namespace nightporter::engine {
namespace {

namespace fs = std::filesystem;

/// Sets a variable, or takes it away, for as long as this lives.
class Environment {
 public:
  Environment(std::string name, const std::optional<std::string>& value) : name_(std::move(name)) {
    const char* old = std::getenv(name_.c_str());
    if (old != nullptr) old_ = old;
    if (value) {
      ::setenv(name_.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }
  ~Environment() {
    if (old_) {
      ::setenv(name_.c_str(), old_->c_str(), 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }

 private:
  std::string name_;
  std::optional<std::string> old_;
};

/// A directory for all temporary files of one test, which any user may enter.
struct Sandbox {
  TempDirectory directory;
  Environment variable{"TMPDIR", directory.path().string()};

  /// How many temporary directories of ours are in it.
  std::size_t left() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(directory.path()))
      count += entry.path().filename().string().starts_with("nightporter-");
    return count;
  }
};

bool group_exists(pid_t group) {
  return ::kill(-group, 0) == 0;
}

std::string read_file(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string launch_error(LaunchOptions options, ChromeLaunchFailed::Cause cause) {
  std::string message;
  test::run_async([&]() -> awaitable<void> {
    try {
      co_await ChromeProcess::launch(options, Deadline::after(20s));
    } catch (const ChromeLaunchFailed& error) {
      CHECK(error.cause() == cause);
      CHECK_FALSE(error.hint().empty());
      message = error.what();
    }
  });
  return message;
}

/// An executable script in `directory`.
fs::path script(const fs::path& directory, const std::string& text) {
  const fs::path file = directory / "pretended-chrome";
  std::ofstream(file) << "#!/bin/sh\n" << text << "\n";
  fs::permissions(file,
                  fs::perms::owner_all | fs::perms::group_exec | fs::perms::group_read | fs::perms::others_exec | fs::perms::others_read);
  return file;
}

TEST_CASE("Chrome starts, says where it listens, and leaves neither process nor directory") {
  for (const WindowMode mode : {WindowMode::kHeadlessShell, WindowMode::kHeadless}) {
    const Sandbox sandbox;
    pid_t group = 0;
    test::run_async([&]() -> awaitable<void> {
      auto process = co_await ChromeProcess::launch({.window_mode = mode}, Deadline::after(20s));
      group = process->pid();
      CHECK(process->web_socket_url().starts_with("ws://127.0.0.1:"));
      // The address is the one that Chrome writes into its profile.
      const std::string port = read_file(process->profile() / "DevToolsActivePort").substr(0, 5);
      CHECK(process->web_socket_url().find(port) != std::string::npos);
      CHECK(process->memory_bytes() > 20'000'000);
      CHECK(group_exists(group));
      CHECK(sandbox.left() == 1);
      co_await process->close(Deadline::after(10s));
      CHECK(process->has_exited());
      CHECK(process->memory_bytes() == 0);
      CHECK_FALSE(group_exists(group));
    });
    CHECK(sandbox.left() == 0);
  }
}

TEST_CASE("who kills Chrome gives way to others until all of it has gone") {
  const Sandbox sandbox;
  test::run_async([&]() -> awaitable<void> {
    auto process = co_await ChromeProcess::launch({}, Deadline::after(20s));
    const pid_t group = process->pid();
    bool others_ran = false;
    boost::asio::post(co_await boost::asio::this_coro::executor, [&others_ran] { others_ran = true; });
    co_await process->kill(Deadline::after(10s));
    CHECK(others_ran);
    CHECK_FALSE(group_exists(group));
    CHECK(sandbox.left() == 0);
  });
}

TEST_CASE("an abandoned Chrome is killed by the destructor of its process") {
  const Sandbox sandbox;
  pid_t group = 0;
  test::run_async([&]() -> awaitable<void> {
    const auto process = co_await ChromeProcess::launch({}, Deadline::after(20s));
    group = process->pid();
  });
  CHECK_FALSE(group_exists(group));
  CHECK(sandbox.left() == 0);
}

TEST_CASE("root's Chrome runs as nobody with its sandbox on") {
  if (::geteuid() != 0) return;
  const Sandbox sandbox;
  test::run_async([&]() -> awaitable<void> {
    const auto process = co_await ChromeProcess::launch({}, Deadline::after(20s));
    struct stat status{};
    REQUIRE(::stat(("/proc/" + std::to_string(process->pid())).c_str(), &status) == 0);
    CHECK(status.st_uid == find_user("nobody")->uid);
    const std::string command = read_file("/proc/" + std::to_string(process->pid()) + "/cmdline");
    CHECK(command.find("--no-sandbox") == std::string::npos);
    const std::string environment = read_file("/proc/" + std::to_string(process->pid()) + "/environ");
    CHECK(environment.find("HOME=" + sandbox.directory.path().string()) != std::string::npos);
  });
}

TEST_CASE("switching the sandbox off is said aloud") {
  const Sandbox sandbox;
  std::string warning;
  test::run_async([&]() -> awaitable<void> {
    const auto process = co_await ChromeProcess::launch(
        {.sandbox = SandboxMode::kOff, .warn = [&warning](const std::string& text) { warning = text; }}, Deadline::after(20s));
    CHECK(read_file("/proc/" + std::to_string(process->pid()) + "/cmdline").find("--no-sandbox") != std::string::npos);
  });
  CHECK(warning.find("without its sandbox") != std::string::npos);
}

TEST_CASE("a launch that fails says why and leaves nothing") {
  const Sandbox sandbox;
  using Cause = ChromeLaunchFailed::Cause;
  CHECK(launch_error({.executable = "/nonexistent/chrome"}, Cause::kNoExecutable).find("/nonexistent/chrome") != std::string::npos);
  CHECK(launch_error(
            {.executable = script(sandbox.directory.path(), "echo 'a: error while loading shared libraries: libx.so: no' >&2; exit 127")},
            Cause::kMissingLibrary)
            .find("libx.so") != std::string::npos);
  CHECK(launch_error({.executable = script(sandbox.directory.path(), "exit 21")}, Cause::kProfileInUse).find("in use") !=
        std::string::npos);
  CHECK(launch_error({.window_mode = WindowMode::kHeaded}, Cause::kNoDisplay).find("display") != std::string::npos);
  if (::geteuid() == 0) {
    CHECK(launch_error({.run_as = "no-such-user"}, Cause::kNoSuchUser).find("no-such-user") != std::string::npos);
    CHECK(launch_error({.profile = "/root/profile-of-a-test"}, Cause::kProfileNotWritable).find("/root") != std::string::npos);
    fs::remove_all("/root/profile-of-a-test");
  }
  CHECK(sandbox.left() == 0);
}

/// A Chrome that does `what` with its profile $profile, and then nothing.
fs::path script_with_profile(const fs::path& directory, const std::string& what) {
  return script(directory,
                "for flag in \"$@\"; do case $flag in --user-data-dir=*) profile=${flag#*=} ;; esac; done\n" + what + "\nsleep 1000");
}

TEST_CASE("where Chrome listens is read from its profile, whatever its log says") {
  const Sandbox sandbox;
  const fs::path chrome = script_with_profile(sandbox.directory.path(),
                                              "echo 'DevTools listening on ws://127.0.0.1:1/devtools/browser/log' >&2\n"
                                              "printf '4321\\n/devtools/browser/file' >\"$profile/DevToolsActivePort\"");
  test::run_async([&]() -> awaitable<void> {
    const auto process = co_await ChromeProcess::launch({.executable = chrome}, Deadline::after(20s));
    CHECK(process->web_socket_url() == "ws://127.0.0.1:4321/devtools/browser/file");
    CHECK(process->last_log_lines().find("devtools/browser/log") != std::string::npos);
  });
}

TEST_CASE("the address that an earlier Chrome has left in the profile is not taken for this one's") {
  const Sandbox sandbox;
  const fs::path profile = sandbox.directory.path() / "profile";
  fs::create_directory(profile);
  std::ofstream(profile / "DevToolsActivePort") << "4321\n/devtools/browser/earlier";
  if (const auto nobody = find_user("nobody"); ::geteuid() == 0 && nobody) {
    REQUIRE(::chown(profile.c_str(), nobody->uid, nobody->gid) == 0);
  }
  const fs::path chrome = script_with_profile(sandbox.directory.path(), "touch \"$profile/Local State\"");
  test::run_async([&]() -> awaitable<void> {
    try {
      co_await ChromeProcess::launch({.executable = chrome, .profile = profile}, Deadline::after(500ms));
      FAIL("it started");
    } catch (const ChromeLaunchFailed& error) {
      CHECK(error.cause() == ChromeLaunchFailed::Cause::kTimedOut);
    }
  });
}

TEST_CASE("a Chrome may be destroyed while somebody waits for its end") {
  const Sandbox sandbox;
  test::run_async([&]() -> awaitable<void> {
    auto process = co_await ChromeProcess::launch({}, Deadline::after(20s));
    bool ended = false;
    boost::asio::co_spawn(co_await boost::asio::this_coro::executor, process->wait_for_exit(Deadline::after(20s)),
                          [&ended](const std::exception_ptr& error, bool exited) { ended = !error && exited; });
    co_await boost::asio::post(boost::asio::use_awaitable);
    process.reset();
    for (int turn = 0; turn < 20 && !ended; ++turn) co_await boost::asio::post(boost::asio::use_awaitable);
    CHECK(ended);
  });
}

TEST_CASE("a Chrome that says nothing is given up at the deadline") {
  const Sandbox sandbox;
  const fs::path silent = script(sandbox.directory.path(), "echo 'waiting for godot' >&2; sleep 1000");
  std::string message;
  test::run_async([&]() -> awaitable<void> {
    try {
      co_await ChromeProcess::launch({.executable = silent}, Deadline::after(300ms));
    } catch (const ChromeLaunchFailed& error) {
      CHECK(error.cause() == ChromeLaunchFailed::Cause::kTimedOut);
      message = error.what();
    }
  });
  CHECK(message.find("waiting for godot") != std::string::npos);
  CHECK(sandbox.left() == 0);
}

TEST_CASE("a second Chrome on one profile is told that it is in use (S44)") {
  const Sandbox sandbox;
  const fs::path profile = sandbox.directory.path() / "profile";
  test::run_async([&]() -> awaitable<void> {
    const auto first = co_await ChromeProcess::launch({.window_mode = WindowMode::kHeadless, .profile = profile}, Deadline::after(20s));
    try {
      co_await ChromeProcess::launch({.window_mode = WindowMode::kHeadless, .profile = profile}, Deadline::after(20s));
      FAIL("it started");
    } catch (const ChromeLaunchFailed& error) {
      CHECK(error.cause() == ChromeLaunchFailed::Cause::kProfileInUse);
    }
  });
  CHECK(fs::exists(profile / "Default/Preferences"));
}

TEST_CASE("a kept profile keeps its own preferences beside ours") {
  const Sandbox sandbox;
  const fs::path profile = sandbox.directory.path() / "profile";
  for (int launch = 0; launch < 2; ++launch) {
    test::run_async([&]() -> awaitable<void> {
      const auto process = co_await ChromeProcess::launch({.window_mode = WindowMode::kHeadless, .profile = profile}, Deadline::after(20s));
      co_await process->close(Deadline::after(10s));
    });
  }
  const std::string preferences = read_file(profile / "Default/Preferences");
  CHECK(preferences.find("always_open_pdf_externally") != std::string::npos);
  CHECK(preferences.find("exit_type") != std::string::npos);  // Chrome's own
}

/// Runs in a child of the test: starts a Chrome, tells its group, and waits to be killed.
[[noreturn]] void launch_and_wait(int report_fd) {
  try {
    test::run_async([&]() -> awaitable<void> {
      const auto process = co_await ChromeProcess::launch(test::launch_options_of_environment(), Deadline::after(20s));
      const pid_t group = process->pid();
      [[maybe_unused]] const ssize_t written = ::write(report_fd, &group, sizeof group);
      for (;;) ::pause();
    });
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
  }
  ::_exit(1);
}

TEST_CASE("a temporary profile lies in memory where that has room, unless TMPDIR says where such things belong") {
  const auto place_of_profile = [] {
    fs::path profile;
    test::run_async([&profile]() -> awaitable<void> {
      const auto process = co_await ChromeProcess::launch({}, Deadline::after(20s));
      profile = process->profile();
      CHECK(fs::exists(profile / "Default/Preferences"));
      co_await process->close(Deadline::after(20s));
    });
    CHECK_FALSE(fs::exists(profile.parent_path()));
    return profile.parent_path().parent_path();
  };
  {
    const Sandbox sandbox;
    CHECK(place_of_profile() == sandbox.directory.path());
  }
  const Environment nothing_said("TMPDIR", std::nullopt);
  // In memory, unless this machine has no room there or logs people out.
  const fs::path place = place_of_profile();
  const bool is_person = ::geteuid() >= 1000 && fs::exists("/run/systemd/seats");
  CHECK(place == (is_person ? fs::temp_directory_path() : memory_directory(768u << 20).value_or(fs::temp_directory_path())));
}

TEST_CASE("A40 Chrome dies with a program that is killed, and the next one clears up after it", "[browsers]") {
  const Sandbox sandbox;
  // Chrome's processes become our children when the program dies, so that their end can be waited for.
  REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  const pid_t program = ::fork();
  if (program == 0) launch_and_wait(ends[1]);
  ::close(ends[1]);
  pid_t chrome = 0;
  REQUIRE(::read(ends[0], &chrome, sizeof chrome) == static_cast<ssize_t>(sizeof chrome));
  REQUIRE(group_exists(chrome));
  REQUIRE(sandbox.left() == 1);

  ::kill(program, SIGKILL);
  REQUIRE(::waitpid(program, nullptr, 0) == program);
  while (::waitpid(-chrome, nullptr, 0) > 0) {
  }
  ::close(ends[0]);
  CHECK_FALSE(group_exists(chrome));
  CHECK(sweep_abandoned_directories(sandbox.directory.path()) == 1);
  CHECK(sandbox.left() == 0);
}

}  // namespace
}  // namespace nightporter::engine
