#pragma once

#include <stdexcept>
#include <string>

#include "cdp/async/awaitable.h"

namespace nightporter::app {

/// The viewer's browser has gone, or says what it must not.
struct ViewerGone : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A WebSocket to the browser of the person who looks, over TLS or not. One reader and one writer at a time.
class ViewerSocket {
 public:
  virtual ~ViewerSocket() = default;

  /// The next text message. Throws ViewerGone.
  virtual awaitable<std::string> receive() = 0;
  /// Throws ViewerGone.
  virtual awaitable<void> send_text(std::string text) = 0;
  virtual awaitable<void> send_bytes(std::string bytes) = 0;
  /// Says goodbye; receive() then ends with ViewerGone. Throws ViewerGone.
  virtual awaitable<void> say_goodbye() = 0;
};

}  // namespace nightporter::app
