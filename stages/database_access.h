#pragma once

#include <list>
#include <type_traits>
#include <utility>
#include <variant>

#include "cdp/async/on_worker.h"
#include "cdp/async/signal.h"
#include "storage/database.h"

namespace nightporter::stages {

/// Lends the one Database to the coroutines of all stores, one at a time in the order of asking, on a worker thread, so that a long load
/// stops nobody's browser. The database must outlive it; while it is in use nobody else may touch the database. On the io_context's thread
/// only.
class DatabaseAccess {
 public:
  explicit DatabaseAccess(storage::Database& database) : database_(database) {}
  DatabaseAccess(const DatabaseAccess&) = delete;
  DatabaseAccess& operator=(const DatabaseAccess&) = delete;

  /// Waits for its turn, then runs `work` with the database and returns its result. Exceptions pass through. Waiting can be
  /// cancelled, the work cannot.
  template <class Work>
  awaitable<std::invoke_result_t<Work&, storage::Database&>> use(Work work) {
    const Turn turn(*this, queue_);
    co_await moved_up_.wait_until([&turn] { return turn.has_come(); }, Deadline::never(), "the database");
    co_return co_await on_worker([this, &work] { return work(database_); });
  }

  /// The same for long work that does not touch the database: others use it meanwhile. One at a time, so that there is always a worker
  /// thread for the database.
  template <class Work>
  awaitable<std::invoke_result_t<Work&>> work_beside(Work work) {
    const Turn turn(*this, beside_);
    co_await moved_up_.wait_until([&turn] { return turn.has_come(); }, Deadline::never(), "other files that are being read");
    co_return co_await on_worker([&work] { return work(); });
  }

 private:
  using Queue = std::list<std::monostate>;  // the first one has its turn

  struct Turn {
    Turn(DatabaseAccess& access_in, Queue& queue_in)
        : access(access_in), queue(queue_in), place(queue.insert(queue.end(), std::monostate())) {}
    ~Turn() {
      queue.erase(place);
      access.moved_up_.notify_all();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool has_come() const { return queue.begin() == place; }

    DatabaseAccess& access;
    Queue& queue;
    Queue::iterator place;
  };

  storage::Database& database_;
  Queue queue_;
  Queue beside_;
  Signal moved_up_;
};

}  // namespace nightporter::stages
