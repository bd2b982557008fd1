#include "tests/backoffice/socket_exchange.h"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

namespace nightporter::backoffice {

namespace asio = boost::asio;

namespace {
bool has_no_body(int status) {
  return status == 204 || status == 304;
}
}  // namespace

SocketExchange::SocketExchange(asio::ip::tcp::socket& socket, HttpRequest request, bool client_keeps_alive)
    : socket_(socket), request_(std::move(request)), keep_alive_(client_keeps_alive) {}

std::string SocketExchange::begin(HttpResponse& response) {
  if (answered()) throw std::logic_error(request_.method + " " + request_.target + ": the handler answered twice");
  if (!response.headers.contains("Content-Type") && !has_no_body(response.status) && !response.body.empty())
    response.header("Content-Type", "text/html; charset=utf-8");
  if (!response.headers.contains("Connection")) response.header("Connection", keep_alive_ ? "keep-alive" : "close");
  return format_head("HTTP/1.1", response.status, response.headers);
}

awaitable<void> SocketExchange::respond(HttpResponse response) {
  const std::string length = std::to_string(response.body.size());
  if (!has_no_body(response.status) && !response.headers.contains("Content-Length")) response.header("Content-Length", length);
  const bool true_length = response.headers.value("Content-Length") == length || has_no_body(response.status);
  std::string bytes = begin(response);
  state_ = true_length ? State::kComplete : State::kBroken;
  if (request_.method != "HEAD" && !has_no_body(response.status)) bytes += response.body;
  co_await write(std::move(bytes));
}

awaitable<void> SocketExchange::begin_chunks(HttpResponse head) {
  std::string first = std::move(head.body);
  head.body.clear();
  head.header("Transfer-Encoding", "chunked");
  std::string bytes = begin(head);
  state_ = State::kInChunks;
  co_await write(std::move(bytes));
  if (!first.empty()) co_await send_chunk(std::move(first));
}

awaitable<void> SocketExchange::send_chunk(std::string bytes) {
  if (state_ != State::kInChunks) throw std::logic_error("send_chunk without begin_chunks");
  if (!bytes.empty()) co_await write(fmt::format("{:x}\r\n", bytes.size()) + bytes + "\r\n");
}

awaitable<void> SocketExchange::end_chunks() {
  if (state_ != State::kInChunks) throw std::logic_error("end_chunks without begin_chunks");
  state_ = State::kComplete;
  co_await write("0\r\n\r\n");
}

awaitable<void> SocketExchange::send_raw(std::string bytes) {
  state_ = State::kBroken;
  co_await write(std::move(bytes));
}

void SocketExchange::drop() {
  state_ = State::kBroken;
  boost::system::error_code ignored;  // the client may have closed it first
  socket_.close(ignored);
}

awaitable<void> SocketExchange::pause_for(std::chrono::milliseconds duration) {
  asio::steady_timer timer(socket_.get_executor(), duration);
  co_await timer.async_wait(asio::use_awaitable);
}

awaitable<void> SocketExchange::write(std::string bytes) {
  co_await asio::async_write(socket_, asio::buffer(bytes), asio::use_awaitable);
}

}  // namespace nightporter::backoffice
