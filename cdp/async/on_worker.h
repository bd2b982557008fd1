#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "cdp/async/awaitable.h"

namespace nightporter {

namespace detail {
awaitable<void> run_on_worker(std::function<void()> work);
}

/// Runs `work` (hashing, Poppler, large SQLite, libcurl: whatever blocks) on a worker thread and returns its result on the caller's
/// thread. Exceptions pass through. It cannot be cancelled: the wait always lasts until `work` has returned, so `work` may refer to
/// the caller's variables, which the caller must leave alone meanwhile.
template <class Work>
awaitable<std::invoke_result_t<Work&>> on_worker(Work work) {
  using Result = std::invoke_result_t<Work&>;
  if constexpr (std::is_void_v<Result>) {
    co_await detail::run_on_worker([&work] { work(); });
  } else {
    std::optional<Result> result;
    co_await detail::run_on_worker([&work, &result] { result.emplace(work()); });
    co_return std::move(*result);
  }
}

}  // namespace nightporter
