#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <unordered_map>
#include <variant>

#include "cdp/message.h"
#include "cdp/protocol/ids.h"

namespace nightporter::cdp {

/// What became of a command: its result as JSON text, Chrome's refusal, or the reason why no answer can come any more.
using CallOutcome = std::variant<std::string, Refusal, std::exception_ptr>;

/// Matches replies to commands by id. Knows no sockets and no time. An outcome's receiver may add and forget commands.
class PendingCalls {
 public:
  using Receiver = std::function<void(CallOutcome)>;

  /// Gives the command its id; `receiver` is called once, unless the command is forgotten before.
  std::int64_t add(SessionId session, Receiver receiver);

  /// A late reply to it will be ignored.
  void forget(std::int64_t id);

  /// False if nobody waits for that reply.
  bool complete(std::int64_t id, CallOutcome outcome);

  /// Fails every command of a session.
  void fail_session(const SessionId& session, const std::exception_ptr& reason);

  void fail_all(const std::exception_ptr& reason);

  std::size_t size() const { return calls_.size(); }

 private:
  struct Call {
    SessionId session;
    Receiver receiver;
  };

  std::int64_t last_id_ = 0;
  std::unordered_map<std::int64_t, Call> calls_;
};

}  // namespace nightporter::cdp
