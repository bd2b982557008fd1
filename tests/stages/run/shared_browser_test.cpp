#include "stages/run/shared_browser.h"

#include <signal.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>

#include "cdp/async/on_worker.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/error.h"
#include "engine/process/chrome_process.h"
#include "tests/support/browser_session.h"
#include "tests/support/run_async.h"

namespace nightporter::stages {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

awaitable<std::unique_ptr<engine::Browser>> start_chrome() {
  return engine::Browser::launch(test::launch_options_of_environment(), Deadline::after(30s));
}

/// Whether the processes of `group` have gone within 20 seconds, while this thread does other things.
awaitable<bool> goes(pid_t group) {
  bool gone = false;
  co_await on_worker([group, &gone] {
    const auto give_up = std::chrono::steady_clock::now() + 20s;
    // Nothing announces the end of a process group, but to the one who reaps it.
    while (!(gone = ::kill(-group, 0) != 0) && std::chrono::steady_clock::now() < give_up) std::this_thread::sleep_for(1ms);
  });
  co_return gone;
}

TEST_CASE("a shared browser stays until the last store has left it, and goes then without anybody waiting", "[browsers]") {
  test::run_async([]() -> awaitable<void> {
    SharedBrowser shared(start_chrome, 2);
    co_await shared.begin();
    engine::Browser* const browser = co_await shared.get();
    CHECK(co_await shared.get() == browser);
    const pid_t group = browser->process()->pid();
    shared.leave();
    co_await (co_await browser->new_context({}, Deadline::after(20s)))->close(Deadline::after(20s));
    shared.leave();
    CHECK(co_await goes(group));
    co_await shared.close();
  });
}

TEST_CASE("a shared browser that is not left is closed all the same", "[browsers]") {
  test::run_async([]() -> awaitable<void> {
    SharedBrowser shared(start_chrome, 1);
    co_await shared.begin();
    const pid_t group = (co_await shared.get())->process()->pid();
    co_await shared.close();
    CHECK(::kill(-group, 0) != 0);
  });
}

TEST_CASE("what keeps a shared browser from starting is told to every store") {
  test::run_async([]() -> awaitable<void> {
    const auto start = []() -> awaitable<std::unique_ptr<engine::Browser>> {
      throw engine::ChromeLaunchFailed(engine::ChromeLaunchFailed::Cause::kNoExecutable, "no Chrome", "install one", "");
      co_return nullptr;
    };
    SharedBrowser shared(start, 2);
    co_await shared.begin();
    for (int store = 0; store < 2; ++store) {
      std::string told;
      try {
        co_await shared.get();
      } catch (const engine::ChromeLaunchFailed& error) {
        told = error.what();
        CHECK(shared.is_why_not_started(std::current_exception()));
      }
      CHECK_THAT(told, Catch::Contains("no Chrome"));
    }
    CHECK_FALSE(shared.is_why_not_started(std::make_exception_ptr(std::runtime_error("another"))));
    bool thrown = false;
    try {
      co_await shared.close();
    } catch (const engine::ChromeLaunchFailed&) {
      thrown = true;
    }
    CHECK(thrown);
  });
}

TEST_CASE("a shared browser that nobody has asked for may fail to start") {
  test::run_async([]() -> awaitable<void> {
    const auto start = []() -> awaitable<std::unique_ptr<engine::Browser>> {
      throw std::runtime_error("no Chrome");
      co_return nullptr;
    };
    SharedBrowser shared(start, 1);
    co_await shared.begin();
    shared.leave();
    co_await shared.close();
  });
}

TEST_CASE("a shared browser that was not closed goes with its object", "[browsers]") {
  test::run_async([]() -> awaitable<void> {
    pid_t group = 0;
    {
      SharedBrowser shared(start_chrome, 1);
      co_await shared.begin();
      group = (co_await shared.get())->process()->pid();
    }
    CHECK(co_await goes(group));
  });
}

TEST_CASE("a shared browser that is still starting does not keep anybody waiting who closes it") {
  test::run_async([]() -> awaitable<void> {
    const auto start = []() -> awaitable<std::unique_ptr<engine::Browser>> {
      asio::steady_timer never(co_await asio::this_coro::executor, std::chrono::steady_clock::time_point::max());
      co_await never.async_wait(asio::use_awaitable);
      co_return nullptr;
    };
    SharedBrowser shared(start, 1);
    co_await shared.begin();
    co_await shared.close();
  });
}

}  // namespace
}  // namespace nightporter::stages
