#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "cdp/error.h"
#include "cdp/transport.h"
#include "tests/support/run_async.h"

namespace nightporter::cdp {
namespace {

struct Ends {
  int read_fd;
  int write_fd;
};

Ends make_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  return {ends[0], ends[1]};
}

TEST_CASE("a pipe transport hands over messages of every size, in order") {
  test::run_async([]() -> awaitable<void> {
    const auto executor = co_await boost::asio::this_coro::executor;
    const Ends there = make_pipe();
    const Ends back = make_pipe();
    const auto ours = make_pipe_transport(executor, back.read_fd, there.write_fd);
    const auto theirs = make_pipe_transport(executor, there.read_fd, back.write_fd);
    const std::string large(5'000'000, 'x');
    boost::asio::co_spawn(
        executor,
        [](Transport& transport, const std::string& large) -> awaitable<void> {
          co_await transport.send("one");
          co_await transport.send(large);
          co_await transport.send("");
          co_await transport.send("three");
          co_await transport.finish();
        }(*ours, large),
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    CHECK(co_await theirs->receive() == "one");
    const std::string received = co_await theirs->receive();
    CHECK(received == large);
    CHECK(received.capacity() >= received.size() + kReceivePaddingBytes);
    CHECK((co_await theirs->receive()).empty());
    CHECK(co_await theirs->receive() == "three");
    CHECK_THROWS_WITH(co_await theirs->receive(), "the browser closed the pipe");
  });
}

TEST_CASE("one socket may be both ends, and its finish is heard on the other side") {
  test::run_async([]() -> awaitable<void> {
    const auto executor = co_await boost::asio::this_coro::executor;
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) == 0);
    const auto ours = make_pipe_transport(executor, pair[0], pair[0]);
    const auto theirs = make_pipe_transport(executor, pair[1], pair[1]);
    co_await ours->send("ping");
    CHECK(co_await theirs->receive() == "ping");
    co_await theirs->send("pong");
    co_await ours->finish();
    CHECK_THROWS_AS(co_await theirs->receive(), TransportClosed);
    CHECK(co_await ours->receive() == "pong");
  });
}

TEST_CASE("writing to a pipe that nobody reads is an error, not the end of the program by SIGPIPE") {
  test::run_async([]() -> awaitable<void> {
    const Ends there = make_pipe();
    const Ends back = make_pipe();
    const auto ours = make_pipe_transport(co_await boost::asio::this_coro::executor, back.read_fd, there.write_fd);
    ::close(there.read_fd);
    CHECK_THROWS_WITH(co_await ours->send("hello"), "the browser closed the pipe");
    CHECK_THROWS_AS(co_await ours->send("hello"), TransportClosed);
    ::close(back.write_fd);
  });
}

TEST_CASE("aborting ends a receive that is under way") {
  bool ended = false;
  test::run_async([&ended]() -> awaitable<void> {
    const auto executor = co_await boost::asio::this_coro::executor;
    const Ends there = make_pipe();
    const Ends back = make_pipe();
    const auto ours = make_pipe_transport(executor, back.read_fd, there.write_fd);
    boost::asio::co_spawn(
        executor, [](Transport& transport) -> awaitable<void> { CHECK_THROWS_AS(co_await transport.receive(), TransportClosed); }(*ours),
        [&ended](std::exception_ptr error) { ended = !error; });
    boost::asio::co_spawn(
        executor,
        [](Transport& transport) -> awaitable<void> {
          transport.abort();
          co_return;
        }(*ours),
        [](std::exception_ptr error) { CHECK_FALSE(error); });
    CHECK_THROWS_AS(co_await ours->send("x"), TransportClosed);
    ::close(there.read_fd);
    ::close(back.write_fd);
  });
  CHECK(ended);
}

}  // namespace
}  // namespace nightporter::cdp
