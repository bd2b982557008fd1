#include "app/remote/remote_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <exception>
#include <set>
#include <utility>

#include "app/error.h"
#include "cdp/async/signal.h"
#include "cdp/async/with_deadline.h"
#include "cdp/error.h"

namespace nightporter::app {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using asio::ip::tcp;

namespace {

constexpr std::size_t kMostConnections = 32;
constexpr std::size_t kMostHeaderBytes = 16 * 1024;
constexpr std::size_t kMostBodyBytes = 4 * 1024;
constexpr std::size_t kMostMessageBytes = 256 * 1024;
constexpr std::chrono::seconds kRequestTakes(20);
/// A phone that has lost its network says no goodbye.
constexpr std::chrono::seconds kSilence(30);

using Request = http::request<http::string_body>;

template <class Stream>
class WebSocketViewer final : public ViewerSocket {
 public:
  explicit WebSocketViewer(Stream stream) : stream_(std::move(stream)) {
    stream_.read_message_max(kMostMessageBytes);
    auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::server);
    timeout.idle_timeout = kSilence;
    timeout.keep_alive_pings = true;
    stream_.set_option(timeout);
  }

  tcp::socket& socket() { return beast::get_lowest_layer(stream_); }

  awaitable<void> accept(const Request& request) {
    co_await done([&](auto token) { return stream_.async_accept(request, token); });
  }

  awaitable<std::string> receive() override {
    beast::flat_buffer buffer;
    co_await done([&](auto token) { return stream_.async_read(buffer, token); });
    co_return beast::buffers_to_string(buffer.data());
  }

  awaitable<void> send_text(std::string text) override {
    stream_.text(true);
    co_await done([&](auto token) { return stream_.async_write(asio::buffer(text), token); });
  }

  awaitable<void> send_bytes(std::string bytes) override {
    stream_.binary(true);
    co_await done([&](auto token) { return stream_.async_write(asio::buffer(bytes), token); });
  }

  awaitable<void> say_goodbye() override {
    co_await done([&](auto token) { return stream_.async_close(websocket::close_code::normal, token); });
  }

 private:
  template <class Start>
  static awaitable<void> done(Start start) {
    beast::error_code error;
    co_await start(asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
    if (error) throw ViewerGone(error.message());
  }

  websocket::stream<Stream> stream_;
};

RemoteRequest read_out(const Request& message, std::string visitor) {
  const auto field = [&message](http::field name) { return std::string(message[name]); };
  return {.method = std::string(message.method_string()),
          .target = std::string(message.target()),
          .host = field(http::field::host),
          .origin = field(http::field::origin),
          .cookies = field(http::field::cookie),
          .body = message.body(),
          .visitor = std::move(visitor)};
}

http::response<http::string_body> message_of(HttpReply reply, const Request& request) {
  http::response<http::string_body> message(static_cast<http::status>(reply.status), request.version());
  for (auto& [name, value] : reply.headers) message.set(name, value);
  message.body() = std::move(reply.body);
  message.keep_alive(false);
  message.prepare_payload();
  if (request.method() == http::verb::head) message.body().clear();
  return message;
}

std::string not_to_be_used(const std::filesystem::path& file, const beast::error_code& error) {
  return "the TLS file " + file.string() + " cannot be used: " + error.message();
}

std::unique_ptr<ssl::context> tls_context(const TlsFiles& files) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  beast::error_code error;
  context->use_certificate_chain_file(files.certificate.string(), error);
  if (error) throw Error(ExitCode::kUsage, not_to_be_used(files.certificate, error), "Give a PEM file with the certificate and its chain.");
  context->use_private_key_file(files.key.string(), ssl::context::pem, error);
  if (error) throw Error(ExitCode::kUsage, not_to_be_used(files.key, error), "Give the PEM file with the certificate's own private key.");
  return context;
}

}  // namespace

struct RemoteServer::State : std::enable_shared_from_this<State> {
  State(asio::any_io_executor its_executor, RemoteVisits its_visits)
      : executor(its_executor), acceptor(its_executor), visits(std::move(its_visits)) {}

  void listen(const ListenAddress& listen) {
    const tcp::endpoint endpoint(asio::ip::make_address(listen.address), listen.port);
    beast::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      throw Error(ExitCode::kUsage, "cannot listen on " + host_and_port(listen.address, listen.port) + ": " + error.message(),
                  "Give another address and port with --listen.");
  }

  /// The sockets of the connections that are open, so that they can be ended from outside.
  struct Open {
    Open(State& its_state, tcp::socket& its_socket) : state(its_state), socket(its_socket) { state.sockets.insert(&socket); }
    ~Open() {
      state.sockets.erase(&socket);
      state.changed.notify_all();
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    State& state;
    tcp::socket& socket;
  };

  void close_all() {
    is_over = true;
    beast::error_code ignored;
    acceptor.close(ignored);
    for (tcp::socket* socket : sockets) socket->close(ignored);
  }

  static awaitable<void> welcome(std::shared_ptr<State> state, tcp::socket socket) {
    beast::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto from = socket.remote_endpoint(ignored);
    if (ignored) co_return;
    const std::string visitor = from.address().to_string();
    if (!state->tls) {
      co_await attend<tcp::socket>(state, std::move(socket), visitor);
      co_return;
    }
    ssl::stream<tcp::socket> stream(std::move(socket), *state->tls);
    {
      const Open open(*state, stream.next_layer());
      co_await with_deadline(stream.async_handshake(ssl::stream_base::server, asio::use_awaitable), Deadline::after(kRequestTakes),
                             "a TLS handshake");
    }
    co_await attend<ssl::stream<tcp::socket>>(state, std::move(stream), visitor);
  }

  template <class Stream>
  static awaitable<void> attend(std::shared_ptr<State> state, Stream stream, std::string visitor) {
    Request request;
    {
      const Open open(*state, beast::get_lowest_layer(stream));
      beast::flat_buffer buffer;
      http::request_parser<http::string_body> parser;
      parser.header_limit(kMostHeaderBytes);
      parser.body_limit(kMostBodyBytes);
      co_await with_deadline(read(stream, buffer, parser), Deadline::after(kRequestTakes), "a request");
      if (state->is_over) co_return;
      request = parser.release();
      const bool is_upgrade = websocket::is_upgrade(request);
      HttpReply reply = state->visits.answer(read_out(request, visitor), is_upgrade);
      if (!is_upgrade || reply.status != 101) {
        co_await with_deadline(write(stream, message_of(std::move(reply), request)), Deadline::after(kRequestTakes), "a visitor to read");
        beast::error_code ignored;
        beast::get_lowest_layer(stream).shutdown(tcp::socket::shutdown_send, ignored);
        co_return;
      }
    }
    const auto viewer = std::make_shared<WebSocketViewer<Stream>>(std::move(stream));
    const Open open(*state, viewer->socket());
    co_await with_deadline(viewer->accept(request), Deadline::after(kRequestTakes), "a WebSocket");
    co_await state->visits.look_after(viewer);
  }

  template <class Stream>
  static awaitable<void> read(Stream& stream, beast::flat_buffer& buffer, http::request_parser<http::string_body>& parser) {
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  }

  template <class Stream>
  static awaitable<void> write(Stream& stream, http::response<http::string_body> message) {
    co_await http::async_write(stream, message, asio::use_awaitable);
  }

  asio::any_io_executor executor;
  tcp::acceptor acceptor;
  RemoteVisits visits;
  std::unique_ptr<ssl::context> tls;
  std::set<tcp::socket*> sockets;
  Signal changed;
  /// Nobody is there any more to answer.
  bool is_over = false;
};

namespace {

/// Visitors come and go as they like; everything else is an error of ours and ends the command.
void forgive_visitor(std::exception_ptr failure) {
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const boost::system::system_error&) {
  } catch (const ViewerGone&) {
  } catch (const cdp::DeadlineExceeded&) {
  }
}

}  // namespace

RemoteServer::RemoteServer(asio::any_io_executor executor, const ListenAddress& listen, const std::optional<TlsFiles>& tls,
                           RemoteVisits visits)
    : state_(std::make_shared<State>(std::move(executor), std::move(visits))) {
  if (tls) state_->tls = tls_context(*tls);
  state_->listen(listen);
}

RemoteServer::~RemoteServer() {
  state_->close_all();
}

std::uint16_t RemoteServer::port() const {
  return state_->acceptor.local_endpoint().port();
}

awaitable<void> RemoteServer::serve() {
  for (;;) {
    tcp::socket socket = co_await state_->acceptor.async_accept(asio::use_awaitable);
    if (state_->sockets.size() < kMostConnections)
      asio::co_spawn(state_->executor, State::welcome(state_, std::move(socket)), forgive_visitor);
  }
}

awaitable<void> RemoteServer::see_off(Deadline deadline) {
  try {
    co_await state_->changed.wait_until([this] { return state_->sockets.empty(); }, deadline, "the viewers to leave");
  } catch (const cdp::DeadlineExceeded&) {
    // They had their time.
  }
  state_->close_all();
}

}  // namespace nightporter::app
