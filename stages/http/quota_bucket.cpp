#include "stages/http/quota_bucket.h"

#include <algorithm>

namespace nightporter::stages {

QuotaBucket::Clock::duration QuotaBucket::take(Clock::time_point now) {
  if (begun_ && now > filled_at_) held_ = std::min(burst_, held_ + Seconds(now - filled_at_) / refill_every_);
  filled_at_ = begun_ ? std::max(filled_at_, now) : now;
  begun_ = true;
  held_ -= 1;
  if (held_ >= 0) return Clock::duration::zero();
  return std::chrono::duration_cast<Clock::duration>(refill_every_ * -held_);
}

}  // namespace nightporter::stages
