#pragma once

#include <optional>
#include <string>
#include <utility>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter {

/// Awaits `operation` and cancels it when the deadline passes; then throws cdp::DeadlineExceeded{what}. An error of the operation
/// passes through as it is; an operation that finishes at the deadline counts as finished.
/// Cancelling the caller cancels the operation.
awaitable<void> with_deadline(awaitable<void> operation, Deadline deadline, std::string what);

namespace detail {
template <class T>
awaitable<void> store_result(awaitable<T> operation, std::optional<T>& result) {
  result.emplace(co_await std::move(operation));
}
}  // namespace detail

template <class T>
awaitable<T> with_deadline(awaitable<T> operation, Deadline deadline, std::string what) {
  std::optional<T> result;
  co_await with_deadline(detail::store_result(std::move(operation), result), deadline, std::move(what));
  co_return std::move(*result);
}

}  // namespace nightporter
