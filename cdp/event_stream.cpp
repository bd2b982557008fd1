#include "cdp/event_stream.h"

#include <deque>
#include <exception>
#include <string_view>
#include <utility>

#include "cdp/async/signal.h"
#include "cdp/error.h"
#include "cdp/wire.h"

namespace nightporter::cdp {

struct RawEventStream::Queue {
  std::string method;
  std::size_t capacity = 0;
  std::deque<std::string> events;
  std::exception_ptr failure;  // once set, no event is added
  Signal changed;
  Subscription arriving;
  Subscription ending;

  void fail(std::exception_ptr reason) {
    failure = std::move(reason);
    arriving.reset();
    ending.reset();
    changed.notify_all();
  }

  void add(std::string_view params) {
    if (events.size() >= capacity) {
      fail(std::make_exception_ptr(EventOverflow(method, capacity)));
      return;
    }
    events.emplace_back(params);
    changed.notify_all();
  }
};

RawEventStream::RawEventStream(Session& session, std::string method, std::size_t capacity) : queue_(std::make_shared<Queue>()) {
  queue_->method = method;
  queue_->capacity = capacity;
  queue_->failure = session.state_->failure;
  // The subscriptions are the queue's own, so it is there whenever they call.
  Queue& queue = *queue_;
  queue_->arriving = session.on_raw(std::move(method), [&queue](std::string_view params) { queue.add(params); });
  queue_->ending = session.on_detached([&queue, state = session.state_] { queue.fail(state->failure); });
}

RawEventStream::RawEventStream(RawEventStream&&) noexcept = default;
RawEventStream& RawEventStream::operator=(RawEventStream&&) noexcept = default;
RawEventStream::~RawEventStream() = default;

std::size_t RawEventStream::size() const {
  return queue_->events.size();
}

awaitable<std::string> RawEventStream::next_params(Deadline deadline) {
  return take(queue_, deadline);
}

awaitable<std::string> RawEventStream::take(std::shared_ptr<Queue> queue, Deadline deadline) {
  const Queue& waiting = *queue;
  co_await queue->changed.wait_until([&waiting] { return !waiting.events.empty() || waiting.failure; }, deadline, queue->method);
  if (queue->events.empty()) std::rethrow_exception(queue->failure);
  std::string params = std::move(queue->events.front());
  queue->events.pop_front();
  co_return params;
}

}  // namespace nightporter::cdp
