#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <string>

#include "cdp/connection.h"
#include "cdp/protocol/browser.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/target.h"
#include "engine/process/chrome_process.h"
#include "tests/support/run_async.h"

using namespace std::chrono_literals;

namespace nightporter::cdp {
namespace {

using engine::ChromeProcess;
using engine::TransportKind;

awaitable<std::unique_ptr<ChromeProcess>> launch(TransportKind kind, Deadline deadline) {
  engine::LaunchOptions options;
  options.transport = kind;
  co_return co_await ChromeProcess::launch(std::move(options), deadline);
}

awaitable<std::unique_ptr<Connection>> connect(ChromeProcess& chrome, Deadline deadline) {
  ConnectionOptions options;
  options.last_log_lines = [&chrome] { return chrome.last_log_lines(); };
  if (!chrome.web_socket_url().empty())
    co_return co_await Connection::open_websocket(chrome.web_socket_url(), std::move(options), deadline);
  const ChromeProcess::PipeEnds pipe = chrome.release_pipe();
  co_return Connection::over(make_pipe_transport(co_await boost::asio::this_coro::executor, pipe.read_fd, pipe.write_fd),
                             std::move(options));
}

awaitable<std::unique_ptr<Session>> open_page(Connection& connection, Deadline deadline) {
  const auto created = co_await connection.root().call(target::CreateTarget{.url = "about:blank"}, deadline);
  const auto attached = co_await connection.root().call(target::AttachToTarget{.targetId = created.targetId, .flatten = true}, deadline);
  co_return connection.attach(attached.sessionId);
}

TEST_CASE("Chrome answers on a WebSocket") {
  test::run_async([]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(30s);
    const auto chrome = co_await launch(TransportKind::kWebSocket, deadline);
    const auto connection = co_await connect(*chrome, deadline);
    const auto version = co_await connection->root().call(browser::GetVersion{}, deadline);
    CHECK(version.protocolVersion == "1.3");
    CHECK(version.product.find("Chrome/") != std::string::npos);
    co_await connection->close(deadline);
    CHECK_FALSE(connection->is_open());
  });
}

TEST_CASE("Chrome answers on a pipe, and ends when it is closed") {
  test::run_async([]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(30s);
    const auto chrome = co_await launch(TransportKind::kPipe, deadline);
    const auto connection = co_await connect(*chrome, deadline);
    CHECK((co_await connection->root().call(browser::GetVersion{}, deadline)).protocolVersion == "1.3");
    co_await connection->close(deadline);
  });
}

TEST_CASE("a result of 64 MiB comes through", "[large]") {
  const auto wire = GENERATE(TransportKind::kWebSocket, TransportKind::kPipe);
  test::run_async([wire]() -> awaitable<void> {
    const Deadline deadline = Deadline::after(60s);
    const auto chrome = co_await launch(wire, deadline);
    const auto connection = co_await connect(*chrome, deadline);
    const auto page = co_await open_page(*connection, deadline);
    const auto begin = std::chrono::steady_clock::now();
    const auto reply =
        co_await page->call(runtime::Evaluate{.expression = "'abcdefgh'.repeat(8 * 1024 * 1024)", .returnByValue = true}, deadline);
    WARN(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count() << " ms");
    const std::string& text = reply.result.value->text;
    CHECK(text.size() == 64 * 1024 * 1024 + 2);
    CHECK(text.ends_with("abcdefgh\""));
  });
}

}  // namespace
}  // namespace nightporter::cdp
