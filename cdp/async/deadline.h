#pragma once

#include <chrono>

namespace nightporter {

/// The moment by which something must have happened, on the monotonic clock. Passed down by value: a sub-step narrows it with
/// earlier_of, nothing widens it. Only app/ and stages/ (and tests) make new ones.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  static Deadline after(Clock::duration duration) { return Deadline(Clock::now() + duration); }
  static Deadline never() { return Deadline(Clock::time_point::max()); }

  /// The earlier of this deadline and `duration` from now.
  Deadline earlier_of(Clock::duration duration) const {
    const Clock::time_point other = Clock::now() + duration;
    return Deadline(other < at_ ? other : at_);
  }

  Clock::time_point at() const { return at_; }
  bool is_never() const { return at_ == Clock::time_point::max(); }
  bool has_passed() const { return Clock::now() >= at_; }

  /// Time left, never negative.
  Clock::duration remaining() const {
    const Clock::time_point now = Clock::now();
    return now >= at_ ? Clock::duration::zero() : at_ - now;
  }

 private:
  explicit Deadline(Clock::time_point at) : at_(at) {}
  Clock::time_point at_;
};

}  // namespace nightporter
