#include "stages/http/pacing.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

namespace nightporter::stages {

namespace asio = boost::asio;

namespace {

awaitable<void> wait_by_clock(std::chrono::milliseconds duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

double chance() {
  thread_local std::minstd_rand random(std::random_device{}());
  return std::uniform_real_distribution<double>()(random);
}

}  // namespace

Pacing Pacing::real() {
  return {.pause = wait_by_clock, .jitter = chance};
}

}  // namespace nightporter::stages
