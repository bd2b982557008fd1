#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "stages/http/http_client.h"

namespace nightporter::stages {

/// A request that came to nothing, as far as trying again is concerned.
struct FailedAttempt {
  int number = 1;                                   // the first attempt is 1
  int status = 0;                                   // 0: no whole answer came
  std::optional<std::chrono::seconds> retry_after;  // as the server asked
  bool minute_quota_spent = false;                  // the service counts requests a minute, and ours are used up
};

/// How long to wait before the next attempt; nullopt when trying again cannot help (400, 403, 404…) or has been done often enough.
/// Exponential with full jitter: a random part of 1, 2, 4 … 64 s; `jitter` is that part, from 0 to 1. What the server asks for is the
/// least. A spent quota is back after a minute: a little over 60 s the first time (as the R package gargle does).
std::optional<std::chrono::milliseconds> wait_before_retry(const FailedAttempt& attempt, double jitter, int most_attempts = 6);

/// "120", or an HTTP date after the answer's own Date. nullopt when there is none, or it cannot be read.
std::optional<std::chrono::seconds> retry_after(const HttpResponse& response);

}  // namespace nightporter::stages
