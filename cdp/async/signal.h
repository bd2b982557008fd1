#pragma once

#include <memory>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter {

/// Announces that some state has changed, to coroutines that wait for the state. Used on the connection's thread only.
/// Destroying it makes every wait throw operation_aborted.
class Signal {
 public:
  Signal();
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  /// Wakes every coroutine that waits now.
  void notify_all();

  /// Returns after the next notify_all. Throws cdp::DeadlineExceeded{what} at the deadline.
  awaitable<void> wait(Deadline deadline, std::string what);

  /// Returns when `holds()` is true, which is asked now and after each notify_all.
  /// `holds` and what it refers to must outlive the wait.
  template <class Predicate>
  awaitable<void> wait_until(Predicate holds, Deadline deadline, std::string what) {
    while (!holds()) co_await wait(deadline, what);
  }

 private:
  struct Waiters;
  std::shared_ptr<Waiters> waiters_;
};

}  // namespace nightporter
