#include "cdp/connection.h"

#include <utility>

#include "cdp/wire.h"

namespace nightporter::cdp {

awaitable<std::unique_ptr<Connection>> Connection::open_websocket(std::string ws_url, ConnectionOptions options, Deadline deadline) {
  std::unique_ptr<Transport> transport;
  std::string failure;
  try {
    transport = co_await open_websocket_transport(std::move(ws_url), deadline);
  } catch (const TransportClosed& error) {
    failure = error.what();
  }
  if (!transport) throw Disconnected(std::move(failure), options.last_log_lines ? options.last_log_lines() : "");
  co_return over(std::move(transport), std::move(options));
}

std::unique_ptr<Connection> Connection::over(std::unique_ptr<Transport> transport, ConnectionOptions options) {
  return std::make_unique<Connection>(Wire::open(std::move(transport), std::move(options)));
}

Connection::Connection(std::shared_ptr<Wire> wire)
    : wire_(std::move(wire)), root_(std::make_unique<Session>(wire_, wire_->session(SessionId()))) {}

Connection::~Connection() {
  wire_->give_up("the connection was closed");
}

Session& Connection::root() {
  return *root_;
}

std::unique_ptr<Session> Connection::attach(SessionId id) {
  return std::make_unique<Session>(wire_, wire_->session(id));
}

bool Connection::is_open() const {
  return wire_->failure() == nullptr;
}

Subscription Connection::on_disconnected(std::function<void(const Disconnected&)> handler) {
  return wire_->on_disconnected(std::move(handler));
}

void Connection::redact(std::string secret) {
  wire_->redact(std::move(secret));
}

awaitable<void> Connection::close(Deadline deadline) {
  return wire_->close(deadline);
}

}  // namespace nightporter::cdp
