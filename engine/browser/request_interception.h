#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/protocol/fetch.h"
#include "cdp/subscription.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

/// The Fetch domain of one session. While it has rules nobody else may enable or disable it there: each Fetch.enable replaces the patterns
/// of the one before, so whoever wants requests to pause adds a rule here, and Chrome is told the patterns of all of them. Without rules it
/// neither sends nor answers anything. On the connection's thread only.
class RequestInterception {
 public:
  /// Answers a paused request, now or later, and says so; or returns false at once. It hears of requests that only match the patterns of
  /// other rules, too. It must not throw.
  using Rule = std::function<bool(const cdp::fetch::RequestPaused&)>;

  explicit RequestInterception(const cdp::Session& session);
  ~RequestInterception();
  RequestInterception(const RequestInterception&) = delete;
  RequestInterception& operator=(const RequestInterception&) = delete;

  /// Requests that match one of `patterns` are given to `rule` from the next command on that is sent to the session: Chrome keeps the
  /// order. The first rule that takes a request has it; what nobody takes goes on. Destroying the subscription removes the rule, and lets
  /// go of what it holds when it was the last; it may outlive this object and the session.
  cdp::Subscription add(std::vector<cdp::fetch::RequestPattern> patterns, Rule rule);

  /// Returns when Chrome has taken the rules. Throws as Session::call does.
  awaitable<void> in_force(Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nightporter::engine
