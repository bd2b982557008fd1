#pragma once

#include <chrono>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace nightporter::test {

/// What an undisturbed run looked like: how long it took, and how often it made each kind of call that changes files (dying_calls.cpp).
struct RunShape {
  std::chrono::microseconds duration{0};
  std::vector<std::pair<std::string, int>> calls;  // "write" → 210

  int calls_of(const std::string& kind) const;
};

/// When a program is to be killed. Time alone would seldom hit the short moments in which a file gets its name and a transaction is
/// written, so that most are drawn by calls.
struct KillMoment {
  enum class Sign {
    kStart,        // `delay` after the program was started
    kExportAsked,  // `delay` after it asked for the nth file: Chrome is at work
    kCall,         // just before the nth call of the kind
  };
  Sign sign = Sign::kStart;
  int nth = 0;
  std::chrono::microseconds delay{0};
  std::string call;

  std::string describe() const;
  /// "start", "export", or the call.
  std::string kind() const;
};

/// `killed_before`: how often the same work was interrupted already. What is left of it becomes shorter each time, and the moments earlier.
KillMoment draw_moment(std::mt19937& random, const RunShape& shape, unsigned killed_before);

}  // namespace nightporter::test
