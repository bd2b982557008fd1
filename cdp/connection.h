#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/error.h"
#include "cdp/protocol/ids.h"
#include "cdp/session.h"
#include "cdp/subscription.h"
#include "cdp/transport.h"

namespace nightporter::cdp {

/// What a connection is opened with. A plain value.
struct ConnectionOptions {
  /// Asked once, when the connection is lost: the tail of the browser's standard error, for the message. May be empty; must not throw.
  std::function<std::string()> last_log_lines;
  /// Where every message is written, a line each, with secrets redacted. Empty: nowhere. Created with mode 0600, appended to.
  std::filesystem::path wire_log;
};

/// One transport to one browser, and the sessions on it. Single-threaded: everything happens on the thread of its executor.
/// The destructor closes the transport at once and fails every waiter with Disconnected; it does not end the browser. It may run
/// inside an event handler, and must run before the io_context of the executor is destroyed.
class Connection {
 public:
  /// Connects to ws://127.0.0.1:port/devtools/browser/…. Throws Disconnected if nobody answers there, DeadlineExceeded.
  static awaitable<std::unique_ptr<Connection>> open_websocket(std::string ws_url, ConnectionOptions options, Deadline deadline);

  /// Takes a transport that is open already: a pipe, or a test's.
  static std::unique_ptr<Connection> over(std::unique_ptr<Transport> transport, ConnectionOptions options);

  explicit Connection(std::shared_ptr<Wire> wire);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The browser's own session. Lives as long as the connection.
  Session& root();

  /// A handle for a flattened session that is attached already (Target.attachedToTarget, Target.attachToTarget). To miss none of its
  /// events, ask for it in the handler of Target.attachedToTarget. Several handles for one id see the same session.
  std::unique_ptr<Session> attach(SessionId id);

  /// False from the moment at which the transport has ended or was closed; every call throws Disconnected then.
  bool is_open() const;

  /// Calls `handler` once, when the connection goes, whoever closed it. It must not throw.
  Subscription on_disconnected(std::function<void(const Disconnected&)> handler);

  /// Keeps `secret` out of the wire log from now on, as it is and as JSON and URLs spell it.
  void redact(std::string secret);

  /// Sends what is queued, says goodbye and waits until the browser has closed its end. Waiters get Disconnected. Throws
  /// DeadlineExceeded, with the transport closed all the same. Returns at once if the connection is gone already.
  awaitable<void> close(Deadline deadline);

 private:
  std::shared_ptr<Wire> wire_;
  std::unique_ptr<Session> root_;
};

}  // namespace nightporter::cdp
