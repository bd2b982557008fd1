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
    struct Turn {
      DatabaseAccess& access;
      std::list<std::monostate>::iterator place;
      ~Turn() {
        access.queue_.erase(place);
        access.moved_up_.notify_all();
      }
    } turn{*this, queue_.insert(queue_.end(), std::monostate())};
    co_await moved_up_.wait_until([this, &turn] { return queue_.begin() == turn.place; }, Deadline::never(), "the database");
    co_return co_await on_worker([this, &work] { return work(database_); });
  }

 private:
  storage::Database& database_;
  std::list<std::monostate> queue_;  // the first one has the database
  Signal moved_up_;
};

}  // namespace nightporter::stages
