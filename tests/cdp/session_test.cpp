#include "cdp/session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "cdp/async/with_deadline.h"
#include "cdp/protocol/browser.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/target.h"
#include "tests/support/run_async.h"
#include "tests/support/scripted_chrome.h"

using namespace std::chrono_literals;

namespace nightporter::cdp {
namespace {

using test::ScriptedChrome;

awaitable<std::unique_ptr<Connection>> connect(ScriptedChrome& chrome, ConnectionOptions options = {}) {
  co_return chrome.connect(co_await boost::asio::this_coro::executor, std::move(options));
}

/// Lets everything that is ready now happen.
awaitable<void> settle() {
  for (int turn = 0; turn < 20; ++turn) co_await boost::asio::post(boost::asio::use_awaitable);
}

constexpr auto kAttached =
    R"({"sessionId":"S1","targetInfo":{"targetId":"T1","type":"page","title":"","url":"","attached":true},"waitingForDebugger":true})";
constexpr auto kDetached = R"({"sessionId":"S1","targetId":"T1"})";

Deadline soon() {
  return Deadline::after(10s);
}

TEST_CASE("a typed command goes out on its session and its result comes back") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.navigate").on_session("S1").with_params(R"({"url":"https://a.example/"})").reply(R"({"frameId":"F1","new":1})");
    const auto connection = co_await connect(chrome);
    const auto session = connection->attach(SessionId("S1"));
    CHECK((co_await session->call(page::Navigate{.url = "https://a.example/"}, soon())).frameId == FrameId("F1"));
    CHECK(chrome.remaining() == 0);
  });
}

TEST_CASE("a raw command takes and gives JSON") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("SystemInfo.getInfo").on_session("").with_params(R"({"a":[1]})").reply(R"({"gpu":{"devices":[]}})");
    const auto connection = co_await connect(chrome);
    CHECK(co_await connection->root().call("SystemInfo.getInfo", R"({"a":[1]})", soon()) == R"({"gpu":{"devices":[]}})");
    CHECK_THROWS_AS(co_await connection->root().call("SystemInfo.getInfo", "{oops", soon()), MalformedMessage);
    CHECK(chrome.received().size() == 1);
  });
}

TEST_CASE("a refused command throws its method, code and message") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.navigate").refuse(-32000, "Cannot navigate to invalid URL");
    const auto connection = co_await connect(chrome);
    try {
      co_await connection->root().call(page::Navigate{.url = ":"}, soon());
      FAIL("not refused");
    } catch (const ProtocolError& error) {
      CHECK(error.method() == "Page.navigate");
      CHECK(error.code() == -32000);
      CHECK(error.what() == std::string("Page.navigate: Cannot navigate to invalid URL (-32000)"));
    }
  });
}

TEST_CASE("a reply that lacks a field is malformed, and the connection goes on") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.navigate").reply("{}");
    chrome.expect("Page.enable").reply();
    const auto connection = co_await connect(chrome);
    CHECK_THROWS_WITH(co_await connection->root().call(page::Navigate{.url = "x"}, soon()), "Page.navigate: frameId is missing");
    co_await connection->root().call(page::Enable{}, soon());
  });
}

TEST_CASE("a command that may fail gives no value when it is refused, and still throws when the browser goes") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.navigate").reply(R"({"frameId":"F"})");
    chrome.expect("Page.close").refuse(-32000, "Not attached to an active page");
    chrome.expect("Page.close").then_disconnect("killed");
    const auto connection = co_await connect(chrome);
    CHECK((co_await connection->root().send_may_fail(page::Navigate{.url = "x"}, soon())).value().frameId == FrameId("F"));
    CHECK_FALSE(co_await connection->root().send_may_fail(page::Close{}, soon()));
    CHECK_THROWS_AS(co_await connection->root().send_may_fail(page::Close{}, soon()), Disconnected);
  });
}

TEST_CASE("the deadline names the command, and a late reply to it is ignored") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable");
    chrome.expect("Page.navigate").reply(R"({"frameId":"F"})");
    const auto connection = co_await connect(chrome);
    const auto session = connection->attach(SessionId("S1"));
    CHECK_THROWS_WITH(co_await session->call(page::Enable{}, Deadline::after(5ms)), "time is up: the reply to Page.enable of session S1");
    chrome.reply_to(1);
    CHECK((co_await session->call(page::Navigate{.url = "x"}, soon())).frameId == FrameId("F"));
    CHECK(connection->is_open());
  });
}

TEST_CASE("cancelling a call forgets the command") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.navigate");
    chrome.expect("Page.enable").reply();
    const auto connection = co_await connect(chrome);
    CHECK_THROWS_AS(
        co_await with_deadline(connection->root().call(page::Navigate{.url = "x"}, Deadline::never()), Deadline::after(5ms), "us"),
        DeadlineExceeded);
    chrome.reply_to(1, "{}");  // would be malformed for a waiter
    co_await connection->root().call(page::Enable{}, soon());
  });
}

TEST_CASE("commands can be started in a row and awaited later, in any order") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").reply();
    chrome.expect("Page.navigate").reply(R"({"frameId":"F"})");
    chrome.expect("Runtime.runIfWaitingForDebugger").reply();
    chrome.expect("Browser.close");
    const auto connection = co_await connect(chrome);
    Session& root = connection->root();
    auto enabled = root.start(page::Enable{});
    auto navigated = root.start(page::Navigate{.url = "x"});
    root.send_and_forget(runtime::RunIfWaitingForDebugger{});
    {
      const auto dropped = root.start(browser::Close{});
    }
    CHECK((co_await std::move(navigated).get(soon())).frameId == FrameId("F"));
    co_await std::move(enabled).get(soon());
    CHECK(chrome.remaining() == 0);
    chrome.reply_to(4);
    co_await settle();
    CHECK(connection->is_open());
  });
}

TEST_CASE("handlers see events in the order of the wire, before the reply that follows them") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable")
        .then_event("Page.loadEventFired", R"({"timestamp":1})")
        .then_event("Page.domContentEventFired", R"({"timestamp":2})", "S1")
        .then_event("Page.loadEventFired", R"({"timestamp":3})", "S1")
        .reply()
        .then_event("Page.loadEventFired", R"({"timestamp":4})", "S1");
    const auto connection = co_await connect(chrome);
    const auto session = connection->attach(SessionId("S1"));
    std::vector<std::string> seen;
    const auto load = session->on<page::LoadEventFired>(
        [&](const page::LoadEventFired& event) { seen.push_back("load " + std::to_string(int(event.timestamp))); });
    const auto dom = session->on_raw("Page.domContentEventFired", [&](std::string_view params) { seen.emplace_back(params); });
    co_await session->call(page::Enable{}, soon());
    CHECK(std::vector<std::string>(seen.begin(), seen.begin() + 2) == std::vector<std::string>{R"({"timestamp":2})", "load 3"});
    co_await settle();
    CHECK(seen.back() == "load 4");
    CHECK(seen.size() == 3);
  });
}

TEST_CASE("no event is lost between an attachment and the handle that its handler takes") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    const auto connection = co_await connect(chrome);
    std::unique_ptr<Session> child;
    Subscription loads;
    int seen = 0;
    const auto attached = connection->root().on<target::AttachedToTarget>([&](const target::AttachedToTarget& event) {
      child = connection->attach(event.sessionId);
      loads = child->on<page::LoadEventFired>([&](const page::LoadEventFired&) { ++seen; });
    });
    chrome.event("Target.attachedToTarget", kAttached);
    chrome.event("Page.loadEventFired", R"({"timestamp":1})", "S1");
    co_await settle();
    CHECK(seen == 1);
  });
}

TEST_CASE("when the target detaches, its session's calls fail, its handlers hear of it, and others go on") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").then_event("Target.detachedFromTarget", kDetached);
    chrome.expect("Browser.close").reply();
    const auto connection = co_await connect(chrome);
    const auto session = connection->attach(SessionId("S1"));
    int endings = 0;
    const auto ending = session->on_detached([&] {
      ++endings;
      CHECK_FALSE(session->is_open());
    });
    CHECK_THROWS_WITH(co_await session->call(page::Enable{}, soon()), "session S1 is closed: its target has detached");
    CHECK_THROWS_AS(co_await session->call(page::Enable{}, soon()), SessionClosed);
    CHECK_FALSE(co_await session->send_may_fail(page::Enable{}, soon()));
    CHECK(endings == 1);
    co_await connection->root().call(browser::Close{}, soon());
    CHECK(chrome.received().size() == 2);
  });
}

TEST_CASE("sessions that were attached through a session end with it") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    const auto connection = co_await connect(chrome);
    chrome.event("Target.attachedToTarget", kAttached);
    chrome.event(
        "Target.attachedToTarget",
        R"({"sessionId":"S2","targetInfo":{"targetId":"T2","type":"iframe","title":"","url":"","attached":true},"waitingForDebugger":false})",
        "S1");
    co_await settle();
    const auto grandchild = connection->attach(SessionId("S2"));
    CHECK(grandchild->is_open());
    chrome.event("Target.detachedFromTarget", kDetached);
    co_await settle();
    CHECK_FALSE(grandchild->is_open());
  });
}

TEST_CASE("a session that Chrome no longer knows is closed") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").refuse(-32001, "Session with given id not found.");
    const auto connection = co_await connect(chrome);
    const auto session = connection->attach(SessionId("S1"));
    bool ended = false;
    const auto ending = session->on_detached([&] { ended = true; });
    CHECK_THROWS_AS(co_await session->call(page::Enable{}, soon()), SessionClosed);
    CHECK(ended);
    CHECK_FALSE(session->is_open());
  });
}

TEST_CASE("a handle may go while its call is under way") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable");
    const auto connection = co_await connect(chrome);
    auto session = connection->attach(SessionId("S1"));
    auto call = session->call(page::Enable{}, soon());
    session.reset();
    bool done = false;
    boost::asio::co_spawn(co_await boost::asio::this_coro::executor, std::move(call),
                          [&](std::exception_ptr error, Nothing) { done = !error; });
    co_await settle();
    chrome.reply_to(1);
    co_await settle();
    CHECK(done);
  });
}

TEST_CASE("a handler may destroy its subscription, its session and the connection") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    auto connection = co_await connect(chrome);
    auto session = connection->attach(SessionId("S1"));
    Subscription own;
    int calls = 0;
    own = session->on<page::LoadEventFired>([&](const page::LoadEventFired&) {
      ++calls;
      own.reset();
      session.reset();
      connection.reset();
    });
    const auto other = session->on<page::LoadEventFired>([&](const page::LoadEventFired&) { ++calls; });
    chrome.event("Page.loadEventFired", R"({"timestamp":1})", "S1");
    chrome.event("Page.loadEventFired", R"({"timestamp":2})", "S1");
    co_await settle();
    CHECK(calls == 2);
    CHECK_FALSE(connection);
  });
}

TEST_CASE("subscriptions, streams and sessions may outlive the connection") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    auto connection = co_await connect(chrome);
    auto session = connection->attach(SessionId("S1"));
    auto subscription = session->on<page::LoadEventFired>([](const page::LoadEventFired&) {});
    auto stream = session->events<page::LoadEventFired>();
    connection.reset();
    CHECK_FALSE(session->is_open());
    CHECK_THROWS_AS(co_await session->call(page::Enable{}, soon()), Disconnected);
    session.reset();
    subscription.reset();
    CHECK_THROWS_AS(co_await stream.next(soon()), Disconnected);
  });
}

TEST_CASE("a command that Chrome would not take for its size is refused before it is sent") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").reply();
    const auto connection = co_await connect(chrome);
    CHECK_THROWS_AS(
        co_await connection->root().call(runtime::Evaluate{.expression = std::string(kLargestMessageToChromeBytes, 'x')}, soon()),
        MessageTooLarge);
    co_await connection->root().call(page::Enable{}, soon());
    CHECK(chrome.received().size() == 1);
  });
}

}  // namespace
}  // namespace nightporter::cdp
