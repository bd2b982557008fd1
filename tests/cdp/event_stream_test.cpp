#include "cdp/event_stream.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "cdp/connection.h"
#include "cdp/protocol/page.h"
#include "tests/support/run_async.h"
#include "tests/support/scripted_chrome.h"

using namespace std::chrono_literals;

namespace nightporter::cdp {
namespace {

using test::ScriptedChrome;

Deadline soon() {
  return Deadline::after(10s);
}

std::string load(int timestamp) {
  return R"({"timestamp":)" + std::to_string(timestamp) + "}";
}

TEST_CASE("a stream gives the events since it was made, one by one") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").then_event("Page.loadEventFired", load(1)).then_event("Page.loadEventFired", load(2)).reply();
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    auto stream = connection->root().events<page::LoadEventFired>();
    co_await connection->root().call(page::Enable{}, soon());
    CHECK(stream.size() == 2);
    CHECK((co_await stream.next(soon())).timestamp == 1);
    CHECK((co_await stream.next(soon())).timestamp == 2);
    CHECK_THROWS_WITH(co_await stream.next(Deadline::after(5ms)), "time is up: Page.loadEventFired");
    chrome.event("Page.loadEventFired", load(3));
    CHECK((co_await stream.next(soon())).timestamp == 3);
  });
}

TEST_CASE("a stream that is not read overflows alone: replies and other streams go on") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    auto step = chrome.expect("Page.enable");
    for (int i = 0; i < 5; ++i) step.then_event("Page.loadEventFired", load(i));
    step.reply();
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    auto narrow = connection->root().events<page::LoadEventFired>(3);
    auto wide = connection->root().events<page::LoadEventFired>(5);
    co_await connection->root().call(page::Enable{}, soon());
    for (int i = 0; i < 3; ++i) CHECK((co_await narrow.next(soon())).timestamp == i);
    CHECK_THROWS_WITH(co_await narrow.next(soon()), "Page.loadEventFired: more than 3 events were waiting to be taken");
    CHECK_THROWS_AS(co_await narrow.next(soon()), EventOverflow);
    for (int i = 0; i < 5; ++i) CHECK((co_await wide.next(soon())).timestamp == i);
    CHECK(connection->is_open());
  });
}

TEST_CASE("what came before the end of a session can still be taken") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").reply();
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    auto session = connection->attach(SessionId("S1"));
    auto stream = session->events<page::LoadEventFired>();
    chrome.event("Page.loadEventFired", load(1), "S1");
    chrome.event("Target.detachedFromTarget", R"({"sessionId":"S1"})");
    co_await connection->root().call(page::Enable{}, soon());
    CHECK((co_await stream.next(soon())).timestamp == 1);
    CHECK_THROWS_AS(co_await stream.next(soon()), SessionClosed);
    auto late = session->events<page::LoadEventFired>();
    CHECK_THROWS_AS(co_await late.next(soon()), SessionClosed);
  });
}

TEST_CASE("a stream may go while somebody waits for it") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").reply();
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto connection = chrome.connect(executor);
    auto stream = std::make_unique<EventStream<page::LoadEventFired>>(connection->root().events<page::LoadEventFired>());
    std::optional<double> taken;
    boost::asio::co_spawn(executor, stream->next(soon()), [&](std::exception_ptr error, const page::LoadEventFired& event) {
      CHECK_FALSE(error);
      taken = event.timestamp;
    });
    co_await connection->root().call(page::Enable{}, soon());
    stream.reset();
    chrome.event("Page.loadEventFired", load(7));
    auto probe = connection->root().events<page::LoadEventFired>();
    co_await probe.next(soon());
    CHECK(taken == 7);
  });
}

TEST_CASE("an event that lacks a field is malformed for its stream alone") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    auto stream = connection->root().events<page::LoadEventFired>();
    chrome.event("Page.loadEventFired", "{}");
    CHECK_THROWS_WITH(co_await stream.next(soon()), "Page.loadEventFired: timestamp is missing");
    CHECK(connection->is_open());
  });
}

}  // namespace
}  // namespace nightporter::cdp
