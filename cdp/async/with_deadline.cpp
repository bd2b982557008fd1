#include "cdp/async/with_deadline.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "cdp/error.h"

namespace nightporter {

namespace asio = boost::asio;

awaitable<void> with_deadline(awaitable<void> operation, Deadline deadline, std::string what) {
  if (deadline.is_never()) {
    co_await std::move(operation);
    co_return;
  }
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, deadline.at());
  // Not `operation || timer`: that operator reports an operation that failed as a time-out (Boost 1.81).
  auto [order, failure, timer_error] = co_await asio::experimental::make_parallel_group(
                                           asio::co_spawn(executor, std::move(operation), asio::deferred), timer.async_wait(asio::deferred))
                                           .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const bool timed_out = order[0] == 1 && !timer_error;
  if (!failure) co_return;
  if (timed_out) throw cdp::DeadlineExceeded(std::move(what));
  std::rethrow_exception(failure);
}

}  // namespace nightporter
