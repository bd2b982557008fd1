#include "tests/support/tls_proxy.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <set>
#include <thread>

#include "cdp/async/awaitable.h"

namespace nightporter::test {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

namespace {

template <class From, class To>
awaitable<void> pass_on(From& from, To& to) {
  std::array<char, 16 * 1024> bytes{};
  for (;;) {
    const std::size_t count = co_await from.async_read_some(asio::buffer(bytes), asio::use_awaitable);
    co_await asio::async_write(to, asio::buffer(bytes.data(), count), asio::use_awaitable);
  }
}

}  // namespace

struct TlsProxy::State {
  State(const Certificate& certificate, std::uint16_t its_port)
      : to_port(its_port), tls(ssl::context::tls_server), acceptor(context, {asio::ip::address_v4::loopback(), 0}) {
    tls.use_certificate_chain_file(certificate.certificate.string());
    tls.use_private_key_file(certificate.key.string(), ssl::context::pem);
  }

  awaitable<void> accept() {
    for (;;) asio::co_spawn(context, attend(co_await acceptor.async_accept(asio::use_awaitable)), asio::detached);
  }

  awaitable<void> attend(tcp::socket socket) {
    ssl::stream<tcp::socket> outside(std::move(socket), tls);
    tcp::socket inside(context);
    sockets.insert(&outside.next_layer());
    try {
      co_await outside.async_handshake(ssl::stream_base::server, asio::use_awaitable);
      co_await inside.async_connect({asio::ip::address_v4::loopback(), to_port}, asio::use_awaitable);
      co_await asio::experimental::make_parallel_group(asio::co_spawn(context, pass_on(outside, inside), asio::deferred),
                                                       asio::co_spawn(context, pass_on(inside, outside), asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // Who is not trusted is left by the client.
    }
    sockets.erase(&outside.next_layer());
  }

  void close_connections() {
    boost::system::error_code ignored;
    for (tcp::socket* socket : sockets) socket->close(ignored);
  }

  std::uint16_t to_port;
  asio::io_context context{1};
  ssl::context tls;
  tcp::acceptor acceptor;
  std::set<tcp::socket*> sockets;
  std::thread thread;
};

TlsProxy::TlsProxy(const Certificate& certificate, std::uint16_t to_port) : state_(std::make_unique<State>(certificate, to_port)) {
  asio::co_spawn(state_->context, state_->accept(), asio::detached);
  state_->thread = std::thread([this] { state_->context.run(); });
}

TlsProxy::~TlsProxy() {
  asio::post(state_->context, [this] {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    state_->close_connections();
  });
  state_->thread.join();
}

std::uint16_t TlsProxy::port() const {
  return state_->acceptor.local_endpoint().port();
}

void TlsProxy::drop_connections() {
  asio::post(state_->context, [this] { state_->close_connections(); });
}

}  // namespace nightporter::test
