#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/error.h"
#include "cdp/event_stream.h"
#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"
#include "cdp/subscription.h"

namespace nightporter::cdp {

class Wire;
struct SessionState;

/// A command that has been sent and whose reply is still to be awaited; see Session::start. Destroying it forgets the command: a late
/// reply is ignored, and Chrome may still execute it.
class RawReply {
 public:
  RawReply(RawReply&&) noexcept;
  RawReply& operator=(RawReply&&) noexcept;
  ~RawReply();

  /// Chrome's result as JSON text. Throws ProtocolError if Chrome refuses, SessionClosed if the target detaches, Disconnected if the
  /// browser goes away, DeadlineExceeded otherwise. Once only. Cancelling forgets the command.
  awaitable<std::string> get(Deadline deadline) &&;

 private:
  friend class Wire;
  struct Slot;
  explicit RawReply(std::unique_ptr<Slot> slot);
  static awaitable<std::string> take(std::unique_ptr<Slot> slot, Deadline deadline);
  std::unique_ptr<Slot> slot_;
};

/// RawReply for a described command. Movable; destroying it forgets the command.
template <class Command>
class Reply {
 public:
  explicit Reply(RawReply raw) : raw_(std::move(raw)) {}
  /// See RawReply::get. Throws MalformedMessage if the reply lacks a field.
  awaitable<typename Command::Result> get(Deadline deadline) && { return decode_result(std::move(raw_).get(deadline)); }

 private:
  static awaitable<typename Command::Result> decode_result(awaitable<std::string> json) {
    co_return decode<typename Command::Result>(co_await std::move(json), Command::kMethod);
  }
  RawReply raw_;
};

/// One attached CDP session: commands go out on it, events of its target come in. A handle: destroying it neither detaches the target
/// nor removes subscriptions, and commands under way end as they would have. Use on the connection's thread only.
/// After the target detaches every call throws SessionClosed, SessionBroken when what it told could not be followed; after the connection
/// goes, Disconnected.
class Session {
 public:
  Session(std::shared_ptr<Wire> wire, std::shared_ptr<SessionState> state);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Another handle of the same session, which may outlive this one.
  std::unique_ptr<Session> clone() const;

  /// Empty for the browser's own session.
  const SessionId& id() const;
  /// False once the target has detached or the connection is gone.
  bool is_open() const { return !failure(); }
  /// Why nothing goes any more: SessionClosed (SessionBroken among them) or Disconnected. Null while it is open.
  std::exception_ptr failure() const;

  /// Sends `command` (when first awaited) and returns Chrome's reply.
  /// Throws ProtocolError if Chrome refuses it, SessionClosed if the target detaches, Disconnected if the browser goes away,
  /// DeadlineExceeded otherwise, MessageTooLarge before anything is sent.
  /// Cancelling forgets the command; Chrome may still execute it.
  template <class Command>
  awaitable<typename Command::Result> call(Command command, Deadline deadline) {
    return decode_result<Command>(call_encoded(Command::kMethod, encode(command), deadline));
  }

  /// The same for what has no struct: `params_json` is a JSON object, the result is JSON text. Throws MalformedMessage if it is not.
  awaitable<std::string> call(std::string method, std::string params_json, Deadline deadline);

  /// For a command whose failure is harmless because the thing that it is about may be gone already: no value if Chrome refuses it or
  /// the session is closed. Disconnected and DeadlineExceeded are still thrown.
  template <class Command>
  awaitable<std::optional<typename Command::Result>> send_may_fail(Command command, Deadline deadline) {
    return decode_harmless<Command>(call_encoded(Command::kMethod, encode(command), deadline));
  }

  /// Sends `command` now and lets the caller await the reply later. Chrome handles a session's commands in the order in which they were
  /// sent, so a series of them costs one round trip. May be called in an event handler. Never throws for a closed session: get() does.
  template <class Command>
  [[nodiscard]] Reply<Command> start(const Command& command) {
    return Reply<Command>(start_encoded(Command::kMethod, encode(command)));
  }
  /// The same for what has no struct; see call(std::string, …).
  [[nodiscard]] RawReply start(std::string method, std::string params_json);

  /// Sends `command` now and ignores what comes of it: for a command on which only the order matters, such as letting a paused target go.
  template <class Command>
  void send_and_forget(const Command& command) {
    const RawReply forgotten = start_encoded(Command::kMethod, encode(command));
  }

  /// Calls `handler` for each such event of this session: synchronously, in the order of the wire, before anything later on the
  /// wire (replies included) is looked at. It must not block. If it throws, or the event lacks a field, the session ends with
  /// SessionBroken, since nobody could trust the state that is built from events after that; if it is the browser's own session, the
  /// whole connection ends.
  template <class Event>
  Subscription on(std::function<void(const Event&)> handler) {
    return on_raw(std::string(Event::kEvent),
                  [handler = std::move(handler)](std::string_view params) { handler(decode<Event>(std::string(params), Event::kEvent)); });
  }

  /// The same for any method; `params` is a JSON object and valid during the call only.
  Subscription on_raw(std::string method, std::function<void(std::string_view params)> handler);

  /// The events from now on, for a coroutine that takes them one by one.
  template <class Event>
  EventStream<Event> events(std::size_t capacity = 1024) {
    return EventStream<Event>(*this, capacity);
  }

  /// Calls `handler` once, when the target detaches or the connection goes; not if it is closed already. It must not throw.
  Subscription on_detached(std::function<void()> handler);

 private:
  friend class RawEventStream;

  // The method's name is a constant of the Command, and so outlives the coroutine.
  awaitable<std::string> call_encoded(std::string_view method, std::string params_json, Deadline deadline);
  RawReply start_encoded(std::string_view method, std::string params_json);

  template <class Command>
  static awaitable<typename Command::Result> decode_result(awaitable<std::string> json) {
    co_return decode<typename Command::Result>(co_await std::move(json), Command::kMethod);
  }
  template <class Command>
  static awaitable<std::optional<typename Command::Result>> decode_harmless(awaitable<std::string> json) {
    std::optional<std::string> result = co_await nothing_if_refused(std::move(json));
    if (!result) co_return std::nullopt;
    co_return decode<typename Command::Result>(std::move(*result), Command::kMethod);
  }
  static awaitable<std::optional<std::string>> nothing_if_refused(awaitable<std::string> json);

  std::shared_ptr<Wire> wire_;
  std::shared_ptr<SessionState> state_;
};

}  // namespace nightporter::cdp
