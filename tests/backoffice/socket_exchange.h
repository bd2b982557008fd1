#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "tests/backoffice/http_server.h"

namespace nightporter::backoffice {

/// The HttpExchange over a socket; used by http_server.cpp alone. `socket` must outlive it.
class SocketExchange final : public HttpExchange {
 public:
  SocketExchange(boost::asio::ip::tcp::socket& socket, HttpRequest request, bool client_keeps_alive);

  const HttpRequest& request() const override { return request_; }
  awaitable<void> respond(HttpResponse response) override;
  awaitable<void> begin_chunks(HttpResponse head) override;
  awaitable<void> send_chunk(std::string bytes) override;
  awaitable<void> end_chunks() override;
  awaitable<void> send_raw(std::string bytes) override;
  void drop() override;
  awaitable<void> pause_for(std::chrono::milliseconds duration) override;

  /// Whether something was sent, or the connection dropped on purpose.
  bool answered() const { return state_ != State::kNothingSent; }
  /// Whether the connection can take the next request: the answer was whole and the client wants it.
  bool reusable() const { return state_ == State::kComplete && keep_alive_; }

 private:
  enum class State { kNothingSent, kInChunks, kComplete, kBroken };

  /// Adds what every answer has and moves on from kNothingSent. Throws std::logic_error when an answer was begun already.
  std::string begin(HttpResponse& response);
  awaitable<void> write(std::string bytes);

  boost::asio::ip::tcp::socket& socket_;
  HttpRequest request_;
  bool keep_alive_;
  State state_ = State::kNothingSent;
};

}  // namespace nightporter::backoffice
