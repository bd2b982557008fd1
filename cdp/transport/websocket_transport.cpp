#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "cdp/async/with_deadline.h"
#include "cdp/error.h"
#include "cdp/transport.h"
#include "cdp/transport/websocket_url.h"

namespace nightporter::cdp {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

namespace {

constexpr std::size_t kFirstReadBytes = 4096;
constexpr std::size_t kWriteBufferBytes = 256 * 1024;

class WebSocketTransport final : public Transport {
 public:
  explicit WebSocketTransport(tcp::socket socket) : stream_(std::move(socket)) {
    stream_.read_message_max(0);  // 16 MiB by default; screenshots and PDFs pass it
    stream_.auto_fragment(false);
    stream_.write_buffer_bytes(kWriteBufferBytes);
    stream_.text(true);
  }

  awaitable<void> shake_hands(WebSocketUrl url) {
    beast::error_code error;
    websocket::response_type response;
    const std::string host = url.host_header();
    co_await stream_.async_handshake(response, host, url.path, asio::redirect_error(asio::use_awaitable, error));
    if (!error) co_return;
    const std::string answer = error == websocket::error::upgrade_declined ? "it answers " + std::to_string(response.result_int()) + " " +
                                                                                 std::string(response.reason()) + ": " + response.body()
                                                                           : error.message();
    throw TransportClosed("no WebSocket at ws://" + host + url.path + ": " + answer);
  }

  asio::any_io_executor executor() override { return stream_.get_executor(); }

  awaitable<std::string> receive() override {
    std::string message;
    std::size_t used = 0;
    do {
      if (used == room(message)) grow(message, used);
      beast::error_code error;
      used += co_await stream_.async_read_some(asio::buffer(message.data() + used, room(message) - used),
                                               asio::redirect_error(asio::use_awaitable, error));
      if (error) throw TransportClosed(describe(error));
    } while (!stream_.is_message_done());
    message.resize(used);
    co_return message;
  }

  awaitable<void> send(std::string message) override {
    beast::error_code error;
    co_await stream_.async_write(asio::buffer(message), asio::redirect_error(asio::use_awaitable, error));
    if (error) throw TransportClosed(describe(error));
  }

  awaitable<void> finish() override {
    beast::error_code error;
    co_await stream_.async_close(websocket::close_code::normal, asio::redirect_error(asio::use_awaitable, error));
    if (error) throw TransportClosed(describe(error));
  }

  void abort() noexcept override {
    beast::error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  static std::size_t room(const std::string& message) { return message.empty() ? 0 : message.size() - kReceivePaddingBytes; }

  /// Makes room for the rest of the frame, as far as its header has told it; for at least as much again, otherwise, so that a
  /// message in many frames is not copied for each of them.
  void grow(std::string& message, std::size_t used) {
    const std::size_t more = used == 0 ? kFirstReadBytes : std::max(stream_.read_size_hint(kFirstReadBytes), kFirstReadBytes);
    message.resize(std::max(used + more, more < used / 2 ? 2 * used : 0) + kReceivePaddingBytes);
  }

  std::string describe(const beast::error_code& error) const {
    if (error == websocket::error::closed && stream_.reason().code != websocket::close_code::none)
      return "the browser closed the connection (WebSocket code " + std::to_string(stream_.reason().code) + " " +
             stream_.reason().reason.c_str() + ")";
    if (error == websocket::error::closed || error == asio::error::eof) return "the browser closed the connection";
    return error.message();
  }

  websocket::stream<tcp::socket, /* deflate = */ false> stream_;
};

awaitable<std::unique_ptr<Transport>> connect(WebSocketUrl url) {
  const auto executor = co_await asio::this_coro::executor;
  beast::error_code error;
  tcp::resolver resolver(executor);
  const auto endpoints = co_await resolver.async_resolve(url.host, url.port, asio::redirect_error(asio::use_awaitable, error));
  if (error) throw TransportClosed("cannot find the address of " + url.host + ": " + error.message());
  tcp::socket socket(executor);
  co_await asio::async_connect(socket, endpoints, asio::redirect_error(asio::use_awaitable, error));
  if (error) throw TransportClosed("cannot connect to " + url.host_header() + ": " + error.message());
  socket.set_option(tcp::no_delay(true), error);
  auto transport = std::make_unique<WebSocketTransport>(std::move(socket));
  co_await transport->shake_hands(std::move(url));
  co_return transport;
}

}  // namespace

awaitable<std::unique_ptr<Transport>> open_websocket_transport(std::string url, Deadline deadline) {
  WebSocketUrl parts = parse_websocket_url(url);
  co_return co_await with_deadline(connect(std::move(parts)), deadline, "a connection to " + url);
}

}  // namespace nightporter::cdp
