#pragma once

#include <chrono>

namespace nightporter::stages {

/// Keeps us below a service's requests a minute: a bucket that holds `burst` requests and is refilled evenly. Pure: the caller says what
/// time it is, and waits itself.
class QuotaBucket {
 public:
  using Clock = std::chrono::steady_clock;

  QuotaBucket(int per_minute, int burst) : refill_every_(std::chrono::minutes(1) / double(per_minute)), burst_(burst), held_(burst) {}

  /// Takes one request out and returns how long the caller has to wait before sending it; zero when there was one.
  Clock::duration take(Clock::time_point now);

 private:
  using Seconds = std::chrono::duration<double>;
  Seconds refill_every_;
  double burst_;
  double held_;  // below zero: requests that wait for their turn
  Clock::time_point filled_at_{};
  bool begun_ = false;
};

}  // namespace nightporter::stages
