#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "cdp/async/on_worker.h"
#include "cdp/async/signal.h"
#include "storage/database.h"

namespace nightporter::stages {

/// Lends the one Database to the coroutines of all stores, one at a time, on a worker thread, so that a long load stops nobody's
/// browser. The database must outlive it; while it is in use nobody else may touch the database. On the io_context's thread only.
class DatabaseAccess {
 public:
  explicit DatabaseAccess(storage::Database& database) : database_(database) {}
  DatabaseAccess(const DatabaseAccess&) = delete;
  DatabaseAccess& operator=(const DatabaseAccess&) = delete;

  /// Waits for its turn, then runs `work` with the database and returns its result. Exceptions pass through. Waiting can be
  /// cancelled, the work cannot.
  template <class Work>
  awaitable<std::invoke_result_t<Work&, storage::Database&>> use(Work work) {
    co_await free_.wait_until([this] { return !in_use_; }, Deadline::never(), "the database");
    in_use_ = true;
    struct GiveBack {
      DatabaseAccess& access;
      ~GiveBack() {
        access.in_use_ = false;
        access.free_.notify_all();
      }
    } give_back{*this};
    co_return co_await on_worker([this, &work] { return work(database_); });
  }

 private:
  storage::Database& database_;
  bool in_use_ = false;
  Signal free_;
};

}  // namespace nightporter::stages
