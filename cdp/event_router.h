#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cdp/subscription.h"

namespace nightporter::cdp {

/// Knows who wants which events of one session. Knows no sockets. Handlers are called in the order of their subscriptions; during a
/// delivery they may subscribe (they see the next event first), unsubscribe anybody, and destroy the router.
class EventRouter {
 public:
  using Handler = std::function<void(std::string_view params)>;

  Subscription subscribe(std::string method, Handler handler);

  /// Calls the handlers of `method`. An exception of theirs passes through; handlers after it are not called.
  void deliver(const std::string& method, std::string_view params);

 private:
  // The subscription owns the handler; here is only known where it was.
  std::unordered_map<std::string, std::vector<std::weak_ptr<Handler>>> handlers_;
};

}  // namespace nightporter::cdp
