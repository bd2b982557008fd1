#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

#include "cdp/connection.h"
#include "cdp/error.h"
#include "cdp/protocol/browser.h"
#include "cdp/protocol/runtime.h"
#include "cdp/transport/websocket_url.h"
#include "engine/process/chrome_process.h"
#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_proxy.h"

using namespace std::chrono_literals;

namespace nightporter::cdp {
namespace {

/// The environment's word on whom to trust, as long as it lives.
class Trusting {
 public:
  explicit Trusting(const std::filesystem::path& authority) { ::setenv("SSL_CERT_FILE", authority.c_str(), 1); }
  ~Trusting() { ::unsetenv("SSL_CERT_FILE"); }
  Trusting(const Trusting&) = delete;
  Trusting& operator=(const Trusting&) = delete;
};

/// A Chrome, and the address of it behind TLS.
struct Scene {
  std::unique_ptr<engine::ChromeProcess> chrome;
  std::unique_ptr<test::TlsProxy> proxy;
  std::string path;

  std::string url(const std::string& host) const { return "wss://" + host + ":" + std::to_string(proxy->port()) + path; }
};

awaitable<Scene> chrome_behind(const test::Certificate& certificate, Deadline deadline) {
  Scene scene{.chrome = co_await engine::ChromeProcess::launch({.transport = engine::TransportKind::kWebSocket}, deadline)};
  const WebSocketUrl url = parse_websocket_url(scene.chrome->web_socket_url());
  scene.path = url.path;
  scene.proxy = std::make_unique<test::TlsProxy>(certificate, static_cast<std::uint16_t>(std::stoi(url.port)));
  co_return scene;
}

awaitable<std::string> refusal(std::string url, Deadline deadline) {
  try {
    co_await Connection::open_websocket(url, {}, deadline);
  } catch (const Disconnected& error) {
    co_return error.reason();
  }
  co_return "accepted";
}

TEST_CASE("a Chrome behind TLS is driven when its certificate is trusted, by name and by address") {
  const test::TemporaryFolder folder;
  const auto certificate = test::make_certificate(folder.path(), "IP:127.0.0.1,DNS:localhost");
  const Trusting trusting(certificate.certificate);
  test::run_async([&]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(60s);
    Scene scene = co_await chrome_behind(certificate, deadline);
    for (const char* host : {"127.0.0.1", "localhost"}) {
      const auto connection = co_await Connection::open_websocket(scene.url(host), {}, deadline);
      const auto version = co_await connection->root().call(browser::GetVersion{}, deadline);
      CHECK_THAT(version.product, Catch::Contains("Chrome/"));
      co_await connection->close(deadline);
      CHECK_FALSE(connection->is_open());
    }
  });
}

TEST_CASE("messages of megabytes pass through TLS in both directions") {
  const test::TemporaryFolder folder;
  const auto certificate = test::make_certificate(folder.path(), "IP:127.0.0.1");
  const Trusting trusting(certificate.certificate);
  test::run_async([&]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(90s);
    Scene scene = co_await chrome_behind(certificate, deadline);
    const auto connection = co_await Connection::open_websocket(scene.url("127.0.0.1"), {}, deadline);
    const std::string large(4 * 1024 * 1024, 'x');
    // Chrome quotes an unknown method in its refusal.
    try {
      co_await connection->root().call(large, "{}", deadline);
      FAIL("Chrome knows a method of four million letters");
    } catch (const ProtocolError& error) {
      CHECK(error.message().size() > large.size());
    }
    co_await connection->close(deadline);
  });
}

TEST_CASE("a certificate that nobody vouches for, or of another host, is refused with the reason") {
  const test::TemporaryFolder folder;
  const auto certificate = test::make_certificate(folder.path(), "DNS:chrome.example");
  test::run_async([&]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(60s);
    Scene scene = co_await chrome_behind(certificate, deadline);
    const std::string port = std::to_string(scene.proxy->port());
    CHECK_THAT(co_await refusal(scene.url("localhost"), deadline),
               Catch::StartsWith("the certificate of localhost:" + port + " is not trusted: self") && Catch::Contains("SSL_CERT_FILE"));
    const Trusting trusting(certificate.certificate);
    CHECK_THAT(co_await refusal(scene.url("localhost"), deadline),
               Catch::Equals("the certificate of localhost:" + port + " is not trusted: hostname mismatch", Catch::CaseSensitive::No));
    CHECK_THAT(co_await refusal(scene.url("127.0.0.1"), deadline),
               Catch::Equals("the certificate of 127.0.0.1:" + port + " is not trusted: ip address mismatch", Catch::CaseSensitive::No));
  });
}

TEST_CASE("an address without TLS says so when TLS is asked for") {
  test::run_async([]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(30s);
    const auto chrome = co_await engine::ChromeProcess::launch({.transport = engine::TransportKind::kWebSocket}, deadline);
    const std::string plain = chrome->web_socket_url();
    CHECK_THAT(co_await refusal("wss" + plain.substr(plain.find(':')), deadline), Catch::StartsWith("no TLS at 127.0.0.1:"));
  });
}

TEST_CASE("who waits for a Chrome behind TLS hears at once that the connection broke") {
  const test::TemporaryFolder folder;
  const auto certificate = test::make_certificate(folder.path(), "IP:127.0.0.1");
  const Trusting trusting(certificate.certificate);
  test::run_async([&]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(60s);
    Scene scene = co_await chrome_behind(certificate, deadline);
    const auto connection = co_await Connection::open_websocket(scene.url("127.0.0.1"), {}, deadline);
    scene.proxy->drop_connections();
    std::string reason;
    try {
      for (;;) co_await connection->root().call(browser::GetVersion{}, deadline);
    } catch (const Disconnected& error) {
      reason = error.reason();
    }
    CHECK_THAT(reason, Catch::Equals("the browser closed the connection") || Catch::Contains("reset") || Catch::Contains("Broken pipe"));
  });
}

}  // namespace
}  // namespace nightporter::cdp
