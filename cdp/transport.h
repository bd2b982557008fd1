#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::cdp {

/// Chrome drops the connection of whoever sends it more than this in one message.
inline constexpr std::size_t kLargestMessageToChromeBytes = 100u * 1024 * 1024;

/// Carries whole JSON messages between us and one browser. Owned by a Connection, which never has more than one receive() and one
/// send() under way. Lives on its executor's thread; the destructor closes whatever is open.
class Transport {
 public:
  virtual ~Transport() = default;

  virtual boost::asio::any_io_executor executor() = 0;

  /// The next message. Throws TransportClosed when no more can come, and says why. Its string has room for `kReceivePaddingBytes`
  /// more bytes, so that it can be parsed where it lies.
  virtual awaitable<std::string> receive() = 0;

  /// Hands one message over; returns when the next may follow. Throws TransportClosed.
  virtual awaitable<void> send(std::string message) = 0;

  /// Tells the other side that nothing more will be sent. A receive() under way goes on until the other side closes as well.
  virtual awaitable<void> finish() = 0;

  /// Closes at once: whatever is under way throws TransportClosed.
  virtual void abort() noexcept = 0;
};

inline constexpr std::size_t kReceivePaddingBytes = 64;

/// A WebSocket to `url`; a host of wss:// must prove itself to the system's authorities, or to one in the file SSL_CERT_FILE. A message
/// from Chrome may have any size. Throws TransportClosed if nobody answers, is trusted or speaks WebSocket, DeadlineExceeded at the
/// deadline.
awaitable<std::unique_ptr<Transport>> open_websocket_transport(std::string url, Deadline deadline);

/// The two pipes of --remote-debugging-pipe: JSON messages, each ended by a NUL.
/// `read_fd` is our end of the pipe whose other end is Chrome's descriptor 4 (Chrome writes there); `write_fd` is our end of the one
/// whose other end is Chrome's descriptor 3 (Chrome reads there). Both are owned from here on, made non-blocking, and closed
/// by the destructor; the end of them is also what tells Chrome to exit. The same descriptor may be given twice (a socket pair).
std::unique_ptr<Transport> make_pipe_transport(boost::asio::any_io_executor executor, int read_fd, int write_fd);

}  // namespace nightporter::cdp
