#include "stages/run/held_lease.h"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "storage/error.h"

namespace nightporter::stages {

namespace asio = boost::asio;

HeldLease::HeldLease(DatabaseAccess& database, LeaseRequest request) : database_(database), request_(std::move(request)) {}
HeldLease::~HeldLease() {
  if (lease_) lease_->leave_to_expire();
}

awaitable<std::unique_ptr<HeldLease>> HeldLease::take(DatabaseAccess& database, LeaseRequest request) {
  std::unique_ptr<HeldLease> held(new HeldLease(database, std::move(request)));
  HeldLease& self = *held;
  self.lease_ = co_await database.use([&self](storage::Database& opened) {
    return std::make_unique<storage::StoreLease>(opened, self.request_.site, self.request_.store, self.request_.run, self.request_.warn);
  });
  co_return held;
}

awaitable<void> HeldLease::renew_for_ever() {
  asio::steady_timer next(co_await asio::this_coro::executor);
  while (true) {
    next.expires_after(request_.renew_every);
    co_await next.async_wait(asio::use_awaitable);
    co_await database_.use([this](storage::Database&) {
      try {
        lease_->renew();
      } catch (const storage::DatabaseUnavailable&) {
        // It is valid for some more renewals; the next one may find the database free again.
      }
    });
  }
}

awaitable<void> HeldLease::hold_during(std::function<awaitable<void>()> work) {
  const auto executor = co_await asio::this_coro::executor;
  auto [order, work_failure, renew_failure] =
      co_await asio::experimental::make_parallel_group(asio::co_spawn(executor, work, asio::deferred),
                                                       asio::co_spawn(executor, renew_for_ever(), asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (order[0] == 1 && renew_failure) {
    try {
      std::rethrow_exception(renew_failure);
    } catch (const boost::system::system_error& error) {
      // Cancelled together with the work.
      if (error.code() != asio::error::operation_aborted) throw;
    }
  }
  if (work_failure) std::rethrow_exception(work_failure);
}

void HeldLease::check() {
  lease_->check();
}

awaitable<void> HeldLease::give_back() {
  if (!lease_) co_return;
  co_await database_.use([this](storage::Database&) { lease_.reset(); });
}

awaitable<void> under_lease(DatabaseAccess& database, LeaseRequest request, std::function<awaitable<void>()> work) {
  const std::unique_ptr<HeldLease> lease = co_await HeldLease::take(database, std::move(request));
  std::exception_ptr failure;
  try {
    co_await lease->hold_during(std::move(work));
  } catch (...) {
    failure = std::current_exception();
  }
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await lease->give_back();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace nightporter::stages
