#include "sites/retry.h"

#include <algorithm>

#include "sites/language/words.h"

namespace nightporter::sites {

std::string to_string(Trouble trouble) {
  return language::trouble_words()[static_cast<std::size_t>(trouble)];
}

std::optional<std::chrono::milliseconds> RetryRules::wait_after(Trouble trouble, int attempt) const {
  constexpr std::chrono::milliseconds kLongest = std::chrono::minutes(5);
  const RetryRule& applied = rule(trouble);
  if (attempt >= applied.attempts) return std::nullopt;
  std::chrono::milliseconds wait = applied.wait;
  for (int earlier = 1; earlier < attempt && wait < kLongest; ++earlier) wait *= 4;
  return std::min(wait, kLongest);
}

}  // namespace nightporter::sites
