#include "cdp/wire.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "cdp/protocol/target.h"

namespace nightporter::cdp {

namespace asio = boost::asio;

namespace {

// V8's and Chrome's answer to a command for a session that has gone meanwhile.
constexpr int kSessionNotFound = -32001;

std::exception_ptr session_closed(const SessionId& id) {
  return std::make_exception_ptr(SessionClosed("session " + id.value() + " is closed: its target has detached"));
}

std::string reason_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& known) {
    return known.what();
  }
}

}  // namespace

std::shared_ptr<Wire> Wire::open(std::unique_ptr<Transport> transport, ConnectionOptions options) {
  std::shared_ptr<Wire> wire(new Wire(std::move(transport), std::move(options)));
  asio::co_spawn(wire->transport_->executor(), read_all(wire), [wire](const std::exception_ptr& error) { wire->give_up_because(error); });
  return wire;
}

Wire::Wire(std::unique_ptr<Transport> transport, ConnectionOptions options)
    : transport_(std::move(transport)), options_(std::move(options)) {
  if (!options_.wire_log.empty()) log_ = std::make_unique<WireLog>(options_.wire_log);
}

std::shared_ptr<SessionState> Wire::session(const SessionId& id) {
  std::shared_ptr<SessionState>& known = sessions_[id];
  if (!known) {
    known = std::make_shared<SessionState>();
    known->id = id;
    known->failure = failure_;
  }
  return known;
}

RawReply Wire::start(const std::shared_ptr<SessionState>& session, std::string_view method, std::string params_json) {
  auto slot = std::make_unique<RawReply::Slot>();
  slot->method = method;
  slot->session = session->id;
  if (session->failure) {
    slot->outcome = session->failure;
    return RawReply(std::move(slot));
  }
  slot->wire = weak_from_this();
  slot->id = calls_.add(session->id, [this, slot = slot.get()](CallOutcome outcome) {
    const Refusal* const refusal = std::get_if<Refusal>(&outcome);
    const bool is_gone = refusal && refusal->code == kSessionNotFound && !slot->session.empty();
    slot->outcome = is_gone ? CallOutcome(session_closed(slot->session)) : std::move(outcome);
    slot->arrived.notify_all();
    if (is_gone) detached(slot->session);
  });
  std::string message = format_command(slot->id, session->id, method, std::move(params_json));
  if (message.size() > kLargestMessageToChromeBytes)
    calls_.complete(slot->id, std::make_exception_ptr(MessageTooLarge(slot->method, message.size(), kLargestMessageToChromeBytes)));
  else
    send(std::move(message));
  return RawReply(std::move(slot));
}

void Wire::send(std::string message) {
  if (log_) log_->write(WireLog::Direction::kToChrome, message);
  queue_.push_back(std::move(message));
  if (writing_) return;
  writing_ = true;
  asio::co_spawn(transport_->executor(), write_queued(shared_from_this()), [wire = shared_from_this()](const std::exception_ptr& error) {
    if (error) wire->give_up_because(error);
    wire->progress_.notify_all();
  });
}

awaitable<void> Wire::write_queued(std::shared_ptr<Wire> wire) {
  while (!wire->queue_.empty()) {
    std::string message = std::move(wire->queue_.front());
    wire->queue_.pop_front();
    co_await wire->transport_->send(std::move(message));
  }
  wire->writing_ = false;
}

awaitable<void> Wire::read_all(std::shared_ptr<Wire> wire) {
  while (!wire->failure_) wire->receive(co_await wire->transport_->receive());
}

void Wire::receive(std::string frame) {
  if (log_) log_->write(WireLog::Direction::kFromChrome, frame);
  IncomingMessage message = parse_message(std::move(frame));
  if (message.id)
    complete(std::move(message));
  else
    deliver(message);
}

void Wire::complete(IncomingMessage reply) {
  if (reply.refusal)
    calls_.complete(*reply.id, std::move(*reply.refusal));
  else
    calls_.complete(*reply.id, std::move(reply.body));
}

void Wire::deliver(const IncomingMessage& event) {
  const auto found = sessions_.find(event.session);
  if (found == sessions_.end()) return;
  const std::shared_ptr<SessionState> session = found->second;  // a handler may end it
  std::string failure;
  try {
    if (event.method == target::AttachedToTarget::kEvent)
      attached(event.session, decode<target::AttachedToTarget>(event.body, event.method).sessionId);
    else if (event.method == target::DetachedFromTarget::kEvent)
      detached(decode<target::DetachedFromTarget>(event.body, event.method).sessionId);
    session->events.deliver(event.method, event.body);
  } catch (const MalformedMessage& error) {
    failure = error.what();
  } catch (const std::exception& error) {
    failure = event.method + ": a handler failed: " + error.what();
  }
  if (!failure.empty()) give_up_session(event.session, failure);
}

void Wire::give_up_session(SessionId id, const std::string& reason) {
  if (id.empty()) return give_up(reason);
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  // Chrome would go on telling of it; that it has detached, it tells the parent.
  const SessionId parent = found->second->parent;
  if (const auto above = sessions_.find(parent); above != sessions_.end())
    const RawReply forgotten = start(above->second, target::DetachFromTarget::kMethod, encode(target::DetachFromTarget{.sessionId = id}));
  end_session_and_children(id, std::make_exception_ptr(SessionBroken(id.value(), reason)));
}

void Wire::attached(const SessionId& parent, const SessionId& child) {
  session(child)->parent = parent;
}

void Wire::detached(SessionId id) {
  if (!id.empty()) end_session_and_children(id, session_closed(id));
}

void Wire::end_session_and_children(SessionId id, const std::exception_ptr& reason) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  const std::shared_ptr<SessionState> session = found->second;
  sessions_.erase(found);
  end_session(*session, reason);
  // What was attached through it has gone with it, and nobody is left to say so.
  std::vector<SessionId> children;
  for (const auto& [child, state] : sessions_)
    if (!child.empty() && state->parent == id) children.push_back(child);
  for (const SessionId& child : children) detached(child);
}

void Wire::end_session(SessionState& session, const std::exception_ptr& reason) {
  if (session.failure) return;
  session.failure = reason;
  calls_.fail_session(session.id, reason);
  session.endings.deliver("", "");
}

void Wire::give_up_because(const std::exception_ptr& error) {
  if (closing_ || !error)
    give_up("the connection was closed");
  else
    give_up(reason_of(error));
}

void Wire::give_up(const std::string& reason) {
  if (failure_) return;
  const std::shared_ptr<Wire> keep_alive = shared_from_this();
  const Disconnected disconnected(reason, options_.last_log_lines ? options_.last_log_lines() : "");
  failure_ = std::make_exception_ptr(disconnected);
  transport_->abort();
  queue_.clear();
  calls_.fail_all(failure_);
  for (const auto& [id, session] : std::exchange(sessions_, {})) end_session(*session, failure_);
  for (const auto& known : std::exchange(disconnected_, {}))
    if (const auto handler = known.lock()) (*handler)(disconnected);
  if (log_) log_->note("disconnected: " + reason);
  progress_.notify_all();
}

Subscription Wire::on_disconnected(std::function<void(const Disconnected&)> handler) {
  auto owned = std::make_shared<std::function<void(const Disconnected&)>>(std::move(handler));
  std::erase_if(disconnected_, [](const auto& known) { return known.expired(); });
  disconnected_.push_back(owned);
  return Subscription(std::move(owned));
}

void Wire::redact(std::string secret) {
  if (log_) log_->redact(std::move(secret));
}

awaitable<void> Wire::say_goodbye(std::shared_ptr<Wire> wire) {
  co_await wire->transport_->finish();
}

awaitable<void> Wire::close(Deadline deadline) {
  if (failure_) co_return;
  const std::shared_ptr<Wire> wire = shared_from_this();
  struct GiveUp {
    Wire& wire;
    ~GiveUp() { wire.give_up("the connection was closed"); }
  } give_up_at_the_end{*wire};
  wire->closing_ = true;
  co_await wire->progress_.wait_until([&wire] { return wire->failure_ || !wire->writing_; }, deadline,
                                      "what was queued for the browser being sent");
  if (wire->failure_) co_return;
  asio::co_spawn(wire->transport_->executor(), say_goodbye(wire), [wire](const std::exception_ptr& error) {
    if (error) wire->give_up_because(error);
  });
  co_await wire->progress_.wait_until([&wire] { return wire->failure_ != nullptr; }, deadline,
                                      "the browser closing its end of the connection");
}

}  // namespace nightporter::cdp
