#pragma once

#include <functional>
#include <optional>

#include "cdp/async/awaitable.h"

namespace nightporter::test {

/// Runs one coroutine to its end on an io_context of its own, with everything that it spawned, and rethrows its error.
/// `make` is kept alive for the whole run, so it may capture.
void run_async(std::function<awaitable<void>()> make);

template <class T>
T run_async(std::function<awaitable<T>()> make) {
  std::optional<T> result;
  run_async(std::function<awaitable<void>()>([&]() -> awaitable<void> { result.emplace(co_await make()); }));
  return std::move(*result);
}

}  // namespace nightporter::test
