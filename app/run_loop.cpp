#include "app/run_loop.h"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>

namespace nightporter::app {

namespace asio = boost::asio;

namespace {

/// Cancels the command at the first signal, ends the process at the second.
class Interruption {
 public:
  explicit Interruption(asio::io_context& context) : signals_(context, SIGINT, SIGTERM, SIGHUP) { wait(); }

  asio::cancellation_slot slot() { return cancel_.slot(); }
  bool happened() const { return happened_; }
  void stop_listening() { signals_.cancel(); }

 private:
  void wait() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      if (happened_) std::_Exit(static_cast<int>(ExitCode::kInterrupted));
      happened_ = true;
      cancel_.emit(asio::cancellation_type::terminal);
      wait();
    });
  }

  asio::signal_set signals_;
  asio::cancellation_signal cancel_;
  bool happened_ = false;
};

bool is_cancellation(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

/// Takes jobs from the list until it is empty or the coroutine is cancelled.
awaitable<void> work_through(const std::vector<std::function<awaitable<void>()>>& jobs, std::size_t& next,
                             std::exception_ptr& first_failure) {
  while (next < jobs.size()) {
    const auto& job = jobs[next++];
    std::exception_ptr failure;
    try {
      // As a coroutine of its own: one that ends shielded from cancellation leaves the next one open to it.
      co_await asio::co_spawn(co_await asio::this_coro::executor, job(), asio::use_awaitable);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure && !first_failure) first_failure = failure;
    if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none) co_return;
  }
}

}  // namespace

ExitCode run_to_end(std::function<awaitable<ExitCode>()> command) {
  asio::io_context context(1);
  Interruption interruption(context);
  std::exception_ptr failure;
  ExitCode exit_code = ExitCode::kFailed;
  asio::co_spawn(context, command, asio::bind_cancellation_slot(interruption.slot(), [&](std::exception_ptr error, ExitCode code) {
                   failure = error;
                   exit_code = code;
                   interruption.stop_listening();
                 }));
  context.run();
  if (interruption.happened() && (!failure || is_cancellation(failure))) return ExitCode::kInterrupted;
  if (failure) std::rethrow_exception(failure);
  return exit_code;
}

awaitable<void> run_side_by_side(std::vector<std::function<awaitable<void>()>> jobs, int side_by_side) {
  const auto executor = co_await asio::this_coro::executor;
  std::size_t next = 0;
  std::exception_ptr first_failure;
  using Worker = decltype(asio::co_spawn(executor, work_through(jobs, next, first_failure), asio::deferred));
  std::vector<Worker> workers;
  const std::size_t count = std::min(jobs.size(), static_cast<std::size_t>(std::max(side_by_side, 1)));
  for (std::size_t i = 0; i < count; ++i)
    workers.push_back(asio::co_spawn(executor, work_through(jobs, next, first_failure), asio::deferred));
  if (workers.empty()) co_return;
  co_await asio::experimental::make_parallel_group(std::move(workers)).async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
  if (first_failure) std::rethrow_exception(first_failure);
}

}  // namespace nightporter::app
