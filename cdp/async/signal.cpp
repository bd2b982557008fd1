#include "cdp/async/signal.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <vector>

#include "cdp/error.h"

namespace nightporter {

namespace asio = boost::asio;

namespace {
struct Waiter {
  asio::steady_timer timer;
  bool notified = false;
};
}  // namespace

struct Signal::Waiters {
  std::vector<Waiter*> waiting;
};

Signal::Signal() : waiters_(std::make_shared<Waiters>()) {}

Signal::~Signal() {
  for (Waiter* waiter : waiters_->waiting) waiter->timer.cancel();
}

void Signal::notify_all() {
  for (Waiter* waiter : waiters_->waiting) {
    waiter->notified = true;
    waiter->timer.cancel();
  }
}

awaitable<void> Signal::wait(Deadline deadline, std::string what) {
  // The list outlives this object, so that a waiter that wakes after the Signal is gone can still leave it.
  const std::shared_ptr<Waiters> waiters = waiters_;
  Waiter waiter{.timer = asio::steady_timer(co_await asio::this_coro::executor, deadline.at())};
  waiters->waiting.push_back(&waiter);
  struct Leave {
    Waiters& waiters;
    Waiter& waiter;
    ~Leave() { std::erase(waiters.waiting, &waiter); }
  } leave{*waiters, waiter};

  boost::system::error_code error;
  co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (waiter.notified) co_return;
  if (!error) throw cdp::DeadlineExceeded(std::move(what));
  throw boost::system::system_error(error);
}

}  // namespace nightporter
