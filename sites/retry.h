#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace nightporter::sites {

/// What kind of failure it was, as far as another attempt may help. A refused login, a wrong file and a mistake of the configuration are
/// none of these: nobody tries them again.
enum class Trouble {
  kNetwork,   // the address could not be reached, the connection broke
  kServer,    // the server answered 429 or 5xx
  kBrowser,   // the page crashed, or the browser was too slow
  kDownload,  // the file did not begin, stopped on its way, or was empty
  kPage,      // an element was not there: mostly the site has changed, sometimes it was only slow
};
constexpr std::size_t kTroubles = 5;

/// "network", as in a recipe.
std::string to_string(Trouble trouble);

/// How often is tried, and how long is waited.
struct RetryRule {
  int attempts = 3;
  /// Before the second attempt; before each further one four times as long as before the last, five minutes at most.
  std::chrono::milliseconds wait{2'000};
};

/// A rule for each kind of trouble. Unless a recipe says otherwise three attempts, and one for what may be a changed page.
class RetryRules {
 public:
  RetryRules() { rule(Trouble::kPage).attempts = 1; }

  RetryRule& rule(Trouble trouble) { return rules_[static_cast<std::size_t>(trouble)]; }
  const RetryRule& rule(Trouble trouble) const { return rules_[static_cast<std::size_t>(trouble)]; }

  /// How long to wait when attempt `attempt` (the first is 1) has ended in this trouble; nullopt when it was the last.
  std::optional<std::chrono::milliseconds> wait_after(Trouble trouble, int attempt) const;

 private:
  std::array<RetryRule, kTroubles> rules_;
};

}  // namespace nightporter::sites
