#include "app/run_loop.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <stdexcept>
#include <string>

#include "cdp/async/signal.h"

namespace nightporter::app {
namespace {

awaitable<void> wait_for_ever() {
  Signal never;
  co_await never.wait(Deadline::never(), "nothing");
}

TEST_CASE("a command's exit code and its errors come through") {
  CHECK(run_to_end([]() -> awaitable<ExitCode> { co_return ExitCode::kPartial; }) == ExitCode::kPartial);
  CHECK_THROWS_WITH(run_to_end([]() -> awaitable<ExitCode> {
                      throw std::runtime_error("disk is full");
                      co_return ExitCode::kGood;
                    }),
                    "disk is full");
}

TEST_CASE("the first interrupt cancels the command, which still cleans up") {
  bool cleaned_up = false;
  const ExitCode code = run_to_end([&cleaned_up]() -> awaitable<ExitCode> {
    struct CleanUp {
      bool& done;
      ~CleanUp() { done = true; }
    } clean_up{cleaned_up};
    std::raise(SIGINT);
    co_await wait_for_ever();
    co_return ExitCode::kGood;
  });
  CHECK(code == ExitCode::kInterrupted);
  CHECK(cleaned_up);
}

TEST_CASE("jobs run side by side up to the limit, and one that fails does not stop the others") {
  int running = 0;
  int most = 0;
  std::string finished;
  Signal changed;
  const auto job = [&](char name, int wait_for_running) {
    return [&, name, wait_for_running]() -> awaitable<void> {
      most = std::max(most, ++running);
      changed.notify_all();
      co_await changed.wait_until([&] { return most >= wait_for_running; }, Deadline::after(std::chrono::seconds(10)), "the other job");
      --running;
      finished += name;
      if (name == 'a') throw std::runtime_error("a failed");
    };
  };
  const auto run = [&] {
    return run_to_end([&]() -> awaitable<ExitCode> {
      co_await run_side_by_side({job('a', 2), job('b', 2), job('c', 2), job('d', 2)}, 2);
      co_return ExitCode::kGood;
    });
  };
  CHECK_THROWS_WITH(run(), "a failed");
  CHECK(most == 2);
  CHECK(finished.size() == 4);
}

TEST_CASE("cancelling jobs that run side by side starts no further job") {
  int started = 0;
  const auto job = [&started]() -> awaitable<void> {
    if (++started == 2) std::raise(SIGINT);
    co_await wait_for_ever();
  };
  const ExitCode code = run_to_end([&]() -> awaitable<ExitCode> {
    co_await run_side_by_side({job, job, job, job}, 2);
    co_return ExitCode::kGood;
  });
  CHECK(code == ExitCode::kInterrupted);
  CHECK(started == 2);
}

}  // namespace
}  // namespace nightporter::app
