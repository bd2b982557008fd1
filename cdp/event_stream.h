#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/protocol/codec.h"
#include "cdp/subscription.h"

namespace nightporter::cdp {

class Session;

/// Keeps the events of one method for a coroutine that takes them one by one, at its own pace: at most `capacity` of them. If one
/// more comes than fits, the stream is over: what is kept can still be taken, then next_params() throws EventOverflow. The
/// connection itself is never held up. Use on the connection's thread; one waiter at a time. May outlive its session.
class RawEventStream {
 public:
  RawEventStream(Session& session, std::string method, std::size_t capacity);
  RawEventStream(RawEventStream&&) noexcept;
  RawEventStream& operator=(RawEventStream&&) noexcept;
  ~RawEventStream();

  /// The params (JSON text) of the next event since the stream was made. Throws DeadlineExceeded, EventOverflow, and, when all that
  /// came before has been taken, SessionClosed or Disconnected.
  awaitable<std::string> next_params(Deadline deadline);

  /// How many can be taken without waiting.
  std::size_t size() const;

 private:
  struct Queue;
  static awaitable<std::string> take(std::shared_ptr<Queue> queue, Deadline deadline);
  std::shared_ptr<Queue> queue_;
};

/// The same for a described event: auto progress = session.events<browser::DownloadProgress>(); co_await progress.next(deadline).
template <class Event>
class EventStream {
 public:
  EventStream(Session& session, std::size_t capacity) : raw_(session, std::string(Event::kEvent), capacity) {}

  /// See RawEventStream::next_params; throws MalformedMessage if the event lacks a field.
  awaitable<Event> next(Deadline deadline) { return decode_next(raw_.next_params(deadline)); }

  std::size_t size() const { return raw_.size(); }

 private:
  static awaitable<Event> decode_next(awaitable<std::string> params) { co_return decode<Event>(co_await std::move(params), Event::kEvent); }
  RawEventStream raw_;
};

}  // namespace nightporter::cdp
