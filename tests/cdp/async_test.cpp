#include <openssl/err.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <thread>

#include "cdp/async/on_worker.h"
#include "cdp/async/signal.h"
#include "cdp/async/with_deadline.h"
#include "cdp/error.h"
#include "tests/support/run_async.h"

using namespace std::chrono_literals;

namespace nightporter {
namespace {

awaitable<int> answer_at_once() {
  co_return 42;
}

awaitable<void> fail_at_once() {
  throw std::runtime_error("no such page");
  co_return;
}

awaitable<void> wait_for_ever() {
  Signal never;
  co_await never.wait(Deadline::never(), "nothing");
}

TEST_CASE("with_deadline returns the result of an operation that ends in time") {
  test::run_async([]() -> awaitable<void> { CHECK(co_await with_deadline(answer_at_once(), Deadline::after(10s), "answer") == 42); });
}

TEST_CASE("with_deadline passes the operation's own error on and does not call it a time-out") {
  test::run_async([]() -> awaitable<void> {
    std::string message;
    try {
      co_await with_deadline(fail_at_once(), Deadline::after(10s), "a page");
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    CHECK(message == "no such page");
  });
}

TEST_CASE("with_deadline cancels what does not end and says what was waited for") {
  test::run_async([]() -> awaitable<void> {
    std::string waited_for;
    try {
      co_await with_deadline(wait_for_ever(), Deadline::after(5ms), "the login form");
    } catch (const cdp::DeadlineExceeded& error) {
      waited_for = error.waited_for();
    }
    CHECK(waited_for == "the login form");
  });
}

TEST_CASE("a narrowed deadline never lies after the one it came from") {
  const Deadline outer = Deadline::after(1s);
  CHECK(outer.earlier_of(1h).at() == outer.at());
  CHECK(outer.earlier_of(1ms).at() < outer.at());
  CHECK(Deadline::never().earlier_of(1h).at() < Deadline::never().at());
}

TEST_CASE("a signal wakes a waiter, which looks at the state again") {
  test::run_async([]() -> awaitable<void> {
    Signal changed;
    int state = 0;
    boost::asio::co_spawn(
        co_await boost::asio::this_coro::executor,
        [](Signal& changed, int& state) -> awaitable<void> {
          co_await boost::asio::post(boost::asio::use_awaitable);
          state = 1;
          changed.notify_all();
        }(changed, state),
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    co_await changed.wait_until([&state] { return state == 1; }, Deadline::after(10s), "state 1");
    CHECK(state == 1);
  });
}

TEST_CASE("a signal that goes away lets its waiters go") {
  test::run_async([]() -> awaitable<void> {
    auto changed = std::make_unique<Signal>();
    boost::asio::co_spawn(
        co_await boost::asio::this_coro::executor,
        [](std::unique_ptr<Signal>& changed) -> awaitable<void> {
          co_await boost::asio::post(boost::asio::use_awaitable);
          changed.reset();
        }(changed),
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    CHECK_THROWS_AS(co_await changed->wait(Deadline::after(10s), "anything"), boost::system::system_error);
  });
}

TEST_CASE("work on a worker runs on another thread and its result and errors come back") {
  test::run_async([]() -> awaitable<void> {
    const auto here = std::this_thread::get_id();
    const auto there = co_await on_worker([] { return std::this_thread::get_id(); });
    CHECK(there != here);
    CHECK(std::this_thread::get_id() == here);
    CHECK_THROWS_WITH(co_await on_worker([]() -> int { throw std::runtime_error("disk is full"); }), "disk is full");
  });
}

TEST_CASE("what OpenSSL keeps for a worker is gone when the program ends") {
  // The leak sanitizer looks at the end, in a process of this test's own: the workers are there before OpenSSL is.
  test::run_async([]() -> awaitable<void> {
    co_await on_worker([] {});
    const unsigned long error = co_await on_worker([] { return ERR_peek_error(); });
    CHECK(error == 0);
  });
}

}  // namespace
}  // namespace nightporter
