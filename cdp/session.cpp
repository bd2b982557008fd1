#include "cdp/session.h"

#include <exception>
#include <utility>
#include <variant>

#include "cdp/message.h"
#include "cdp/wire.h"

namespace nightporter::cdp {

RawReply::RawReply(std::unique_ptr<Slot> slot) : slot_(std::move(slot)) {}
RawReply::RawReply(RawReply&&) noexcept = default;
RawReply& RawReply::operator=(RawReply&&) noexcept = default;
RawReply::~RawReply() = default;

awaitable<std::string> RawReply::get(Deadline deadline) && {
  return take(std::move(slot_), deadline);
}

awaitable<std::string> RawReply::take(std::unique_ptr<Slot> slot, Deadline deadline) {
  const Slot& waiting = *slot;
  std::string what = "the reply to " + slot->method + (slot->session.empty() ? "" : " of session " + slot->session.value());
  co_await slot->arrived.wait_until([&waiting] { return waiting.outcome.has_value(); }, deadline, std::move(what));

  slot->id = 0;  // there is nothing left to forget
  if (const auto* const refusal = std::get_if<Refusal>(&*slot->outcome)) throw ProtocolError(slot->method, refusal->code, refusal->message);
  if (const auto* const failure = std::get_if<std::exception_ptr>(&*slot->outcome)) std::rethrow_exception(*failure);
  co_return std::move(std::get<std::string>(*slot->outcome));
}

namespace {

awaitable<std::string> start_and_get(std::shared_ptr<Wire> wire, std::shared_ptr<SessionState> session, std::string method,
                                     std::string params_json, Deadline deadline) {
  RawReply reply = wire->start(session, method, std::move(params_json));
  co_return co_await std::move(reply).get(deadline);
}

}  // namespace

Session::Session(std::shared_ptr<Wire> wire, std::shared_ptr<SessionState> state) : wire_(std::move(wire)), state_(std::move(state)) {}
Session::~Session() = default;

std::unique_ptr<Session> Session::clone() const {
  return std::make_unique<Session>(wire_, state_);
}

const SessionId& Session::id() const {
  return state_->id;
}
std::exception_ptr Session::failure() const {
  return state_->failure;
}

awaitable<std::string> Session::call(std::string method, std::string params_json, Deadline deadline) {
  require_json_object(params_json, method);
  return start_and_get(wire_, state_, std::move(method), std::move(params_json), deadline);
}

awaitable<std::string> Session::call_encoded(std::string_view method, std::string params_json, Deadline deadline) {
  return start_and_get(wire_, state_, std::string(method), std::move(params_json), deadline);
}

RawReply Session::start(std::string method, std::string params_json) {
  require_json_object(params_json, method);
  return wire_->start(state_, method, std::move(params_json));
}

RawReply Session::start_encoded(std::string_view method, std::string params_json) {
  return wire_->start(state_, method, std::move(params_json));
}

awaitable<std::optional<std::string>> Session::nothing_if_refused(awaitable<std::string> json) {
  try {
    co_return co_await std::move(json);
  } catch (const ProtocolError&) {
    co_return std::nullopt;
  } catch (const SessionClosed&) {
    co_return std::nullopt;
  }
}

Subscription Session::on_raw(std::string method, std::function<void(std::string_view params)> handler) {
  return state_->events.subscribe(std::move(method), std::move(handler));
}

Subscription Session::on_detached(std::function<void()> handler) {
  return state_->endings.subscribe("", [handler = std::move(handler)](std::string_view) { handler(); });
}

}  // namespace nightporter::cdp
