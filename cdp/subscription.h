#pragma once

#include <memory>
#include <utility>

namespace nightporter::cdp {

/// Keeps an event handler registered. Destroying or resetting it removes the handler and frees what it captured; after that it is
/// never called again, also when this happens inside a handler (its own or another one's) while an event is being delivered.
/// May outlive the session and the connection. On the connection's thread only.
class [[nodiscard]] Subscription {
 public:
  Subscription() = default;
  explicit Subscription(std::shared_ptr<void> handler) : handler_(std::move(handler)) {}
  Subscription(Subscription&&) noexcept = default;
  Subscription& operator=(Subscription&&) noexcept = default;

  /// Removes the handler now.
  void reset() {
    // Moved out first, so that whatever the captures' destructors do finds an empty subscription.
    const std::shared_ptr<void> handler = std::move(handler_);
  }

  explicit operator bool() const { return handler_ != nullptr; }

 private:
  std::shared_ptr<void> handler_;
};

}  // namespace nightporter::cdp
