#pragma once

#include <chrono>
#include <functional>

#include "cdp/async/awaitable.h"

namespace nightporter::stages {

/// How waits between requests are done, and the chance in them.
struct Pacing {
  std::function<awaitable<void>(std::chrono::milliseconds)> pause;
  std::function<double()> jitter;  // from 0 to 1

  /// Waits by the clock; cancelling ends the wait.
  static Pacing real();
};

}  // namespace nightporter::stages
