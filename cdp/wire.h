#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/async/signal.h"
#include "cdp/connection.h"
#include "cdp/event_router.h"
#include "cdp/log/wire_log.h"
#include "cdp/message.h"
#include "cdp/pending_calls.h"
#include "cdp/protocol/ids.h"
#include "cdp/session.h"
#include "cdp/subscription.h"
#include "cdp/transport.h"

namespace nightporter::cdp {

/// What all handles of one session share.
struct SessionState {
  SessionId id;
  SessionId parent;            // the session on which it was attached, as far as known
  std::exception_ptr failure;  // why nothing goes any more; null while it is open
  EventRouter events;
  EventRouter endings;  // handlers of the one event that the session has ended
};

/// What a connection and its sessions share: the transport, the queue in front of it, and who waits for what. Kept alive by them and by
/// the two coroutines that read and write, which end soon after the transport has been closed. On the connection's thread only.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  static std::shared_ptr<Wire> open(std::unique_ptr<Transport> transport, ConnectionOptions options);

  std::shared_ptr<SessionState> session(const SessionId& id);
  const std::exception_ptr& failure() const { return failure_; }

  /// Sends a command of a session. What prevents it is told by the reply.
  RawReply start(const std::shared_ptr<SessionState>& session, std::string_view method, std::string params_json);
  void forget(std::int64_t id) { calls_.forget(id); }

  Subscription on_disconnected(std::function<void(const Disconnected&)> handler);
  void redact(std::string secret);

  awaitable<void> close(Deadline deadline);

  /// Ends everything at once, unless it has ended already.
  void give_up(const std::string& reason);

 private:
  Wire(std::unique_ptr<Transport> transport, ConnectionOptions options);

  static awaitable<void> read_all(std::shared_ptr<Wire> wire);
  static awaitable<void> write_queued(std::shared_ptr<Wire> wire);
  static awaitable<void> say_goodbye(std::shared_ptr<Wire> wire);
  void give_up_because(const std::exception_ptr& error);

  void send(std::string message);
  void receive(std::string frame);
  void complete(IncomingMessage reply);
  void deliver(const IncomingMessage& event);
  void attached(const SessionId& parent, const SessionId& child);
  void detached(SessionId id);
  void give_up_session(SessionId id, const std::string& reason);
  void end_session_and_children(SessionId id, const std::exception_ptr& reason);
  void end_session(SessionState& session, const std::exception_ptr& reason);

  std::unique_ptr<Transport> transport_;
  ConnectionOptions options_;
  std::unique_ptr<WireLog> log_;
  std::exception_ptr failure_;
  bool closing_ = false;
  bool writing_ = false;
  std::deque<std::string> queue_;
  PendingCalls calls_;
  // A session is known here from its attachment to its end, whether or not somebody has a handle for it.
  std::unordered_map<SessionId, std::shared_ptr<SessionState>> sessions_;
  std::vector<std::weak_ptr<std::function<void(const Disconnected&)>>> disconnected_;
  Signal progress_;  // the queue is empty, or everything has ended
};

struct RawReply::Slot {
  std::string method;
  SessionId session;
  std::int64_t id = 0;  // 0: never sent
  std::weak_ptr<Wire> wire;
  std::optional<CallOutcome> outcome;
  Signal arrived;

  ~Slot() {
    const std::shared_ptr<Wire> still_there = wire.lock();
    if (id != 0 && still_there) still_there->forget(id);
  }
};

}  // namespace nightporter::cdp
