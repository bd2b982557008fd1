#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "cdp/async/awaitable.h"

namespace nightporter {

namespace detail {
struct WorkerPool;
/// `pool` null: the threads that all share.
awaitable<void> run_on_worker(WorkerPool* pool, std::function<void()> work);

template <class Work>
awaitable<std::invoke_result_t<Work&>> result_on_worker(WorkerPool* pool, Work work) {
  using Result = std::invoke_result_t<Work&>;
  if constexpr (std::is_void_v<Result>) {
    co_await run_on_worker(pool, [&work] { work(); });
  } else {
    std::optional<Result> result;
    co_await run_on_worker(pool, [&work, &result] { result.emplace(work()); });
    co_return std::move(*result);
  }
}
}  // namespace detail

/// Runs `work` (hashing, Poppler, large SQLite, libcurl: whatever blocks) on a worker thread and returns its result on the caller's
/// thread. Exceptions pass through. It cannot be cancelled: the wait always lasts until `work` has returned, so `work` may refer to
/// the caller's variables, which the caller must leave alone meanwhile.
template <class Work>
awaitable<std::invoke_result_t<Work&>> on_worker(Work work) {
  return detail::result_on_worker(nullptr, std::move(work));
}

/// A thread of its owner's alone, for work that may last minutes and would keep the few shared threads from others. It begins with the
/// owner; the destructor waits until the work has returned.
class OwnWorker {
 public:
  OwnWorker();
  ~OwnWorker();
  OwnWorker(const OwnWorker&) = delete;
  OwnWorker& operator=(const OwnWorker&) = delete;

  /// As on_worker.
  template <class Work>
  awaitable<std::invoke_result_t<Work&>> run(Work work) {
    return detail::result_on_worker(pool_.get(), std::move(work));
  }

 private:
  std::unique_ptr<detail::WorkerPool> pool_;
};

}  // namespace nightporter
