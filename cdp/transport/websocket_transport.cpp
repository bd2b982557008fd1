#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "cdp/async/with_deadline.h"
#include "cdp/error.h"
#include "cdp/transport.h"
#include "cdp/transport/websocket_url.h"

namespace nightporter::cdp {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using asio::ip::tcp;

namespace {

constexpr std::size_t kFirstReadBytes = 4096;
constexpr std::size_t kWriteBufferBytes = 256 * 1024;

/// Over a plain socket, or one with TLS on it.
template <class Stream>
class WebSocketTransport final : public Transport {
 public:
  explicit WebSocketTransport(Stream stream) : stream_(std::move(stream)) {
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
    throw TransportClosed("no WebSocket at " + url.text() + ": " + answer);
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
    beast::get_lowest_layer(stream_).close(ignored);
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
    if (error == websocket::error::closed || error == asio::error::eof || error == ssl::error::stream_truncated)
      return "the browser closed the connection";
    return error.message();
  }

  websocket::stream<Stream, /* deflate = */ false> stream_;
};

using PlainTransport = WebSocketTransport<tcp::socket>;
using TlsTransport = WebSocketTransport<ssl::stream<tcp::socket>>;

ssl::context tls_context() {
  ssl::context context(ssl::context::tls_client);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  context.set_verify_mode(ssl::verify_peer);
  beast::error_code error;
  context.set_default_verify_paths(error);
  if (error) throw TransportClosed("the system's certificate authorities cannot be read: " + error.message());
  return context;
}

/// Whose certificate it must be. OpenSSL itself checks it, so that its verdict tells a wrong host from a wrong authority.
void expect_host(SSL* tls, const std::string& host) {
  beast::error_code is_no_address;
  asio::ip::make_address(host, is_no_address);
  const bool set = is_no_address ? SSL_set_tlsext_host_name(tls, host.c_str()) == 1 && SSL_set1_host(tls, host.c_str()) == 1
                                 : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
  if (!set) throw TransportClosed("\"" + host + "\" is no name that a certificate could be for");
}

std::string distrust(const WebSocketUrl& url, long verdict) {
  std::string text = "the certificate of " + url.host_header() + " is not trusted: " + X509_verify_cert_error_string(verdict);
  switch (verdict) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return text + " (to trust an authority of your own, name its PEM file in the environment's SSL_CERT_FILE)";
    default:
      return text;
  }
}

awaitable<std::unique_ptr<Transport>> encrypt(tcp::socket socket, WebSocketUrl url) {
  ssl::context context = tls_context();
  ssl::stream<tcp::socket> stream(std::move(socket), context);
  expect_host(stream.native_handle(), url.host);
  beast::error_code error;
  co_await stream.async_handshake(ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
  if (const long verdict = SSL_get_verify_result(stream.native_handle()); error && verdict != X509_V_OK)
    throw TransportClosed(distrust(url, verdict));
  if (error) throw TransportClosed("no TLS at " + url.host_header() + ": " + error.message());
  auto transport = std::make_unique<TlsTransport>(std::move(stream));
  co_await transport->shake_hands(std::move(url));
  co_return transport;
}

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
  if (url.encryption == WebSocketUrl::Encryption::kTls) co_return co_await encrypt(std::move(socket), std::move(url));
  auto transport = std::make_unique<PlainTransport>(std::move(socket));
  co_await transport->shake_hands(std::move(url));
  co_return transport;
}

}  // namespace

awaitable<std::unique_ptr<Transport>> open_websocket_transport(std::string url, Deadline deadline) {
  WebSocketUrl parts = parse_websocket_url(url);
  co_return co_await with_deadline(connect(std::move(parts)), deadline, "a connection to " + url);
}

}  // namespace nightporter::cdp
