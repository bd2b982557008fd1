#include "cdp/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

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

Deadline soon() {
  return Deadline::after(10s);
}

awaitable<void> settle() {
  for (int turn = 0; turn < 20; ++turn) co_await boost::asio::post(boost::asio::use_awaitable);
}

std::string attached_event(const std::string& session) {
  return R"({"sessionId":")" + session +
         R"(","targetInfo":{"targetId":"T","type":"page","title":"","url":"","attached":true},"waitingForDebugger":false})";
}

ConnectionOptions with_log_lines(std::string lines) {
  ConnectionOptions options;
  options.last_log_lines = [lines] { return lines; };
  return options;
}

std::string failure_of(const std::exception_ptr& error) {
  try {
    if (error) std::rethrow_exception(error);
  } catch (const std::exception& known) {
    return known.what();
  }
  return "no failure";
}

TEST_CASE("when the connection goes, everybody who waits hears why, with the browser's last lines") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable");
    chrome.expect("Page.navigate");
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto connection = chrome.connect(executor, with_log_lines("[FATAL] out of memory"));
    const auto session = connection->attach(SessionId("S1"));
    auto stream = session->events<page::LoadEventFired>();
    std::vector<std::string> failures;
    const auto note = [&](std::exception_ptr error) { failures.push_back(failure_of(error)); };
    boost::asio::co_spawn(executor, session->call(page::Enable{}, Deadline::never()),
                          [&](std::exception_ptr error, Nothing) { note(error); });
    boost::asio::co_spawn(executor, connection->root().call("Page.navigate", "{}", Deadline::never()),
                          [&](std::exception_ptr error, const std::string&) { note(error); });
    boost::asio::co_spawn(executor, stream.next(Deadline::never()),
                          [&](std::exception_ptr error, const page::LoadEventFired&) { note(error); });
    int heard = 0;
    const auto ending = session->on_detached([&] { ++heard; });
    const auto lost = connection->on_disconnected([&](const Disconnected& error) {
      ++heard;
      CHECK(error.reason() == "killed");
      CHECK(error.last_log_lines() == "[FATAL] out of memory");
    });
    co_await settle();
    chrome.disconnect("killed");
    co_await settle();
    const std::string expected = "browser disconnected: killed\nthe browser's last lines:\n[FATAL] out of memory";
    CHECK(failures == std::vector<std::string>(3, expected));
    CHECK(heard == 2);
    CHECK_FALSE(connection->is_open());
    CHECK_THROWS_WITH(co_await connection->root().call(page::Enable{}, soon()), expected);
  });
}

TEST_CASE("a frame that is no message ends the connection with the reason") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable");
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    auto enabled = connection->root().start(page::Enable{});
    chrome.frame("<html>");
    CHECK_THROWS_WITH(co_await std::move(enabled).get(soon()), Catch::StartsWith("browser disconnected: message from Chrome: not JSON"));
  });
}

TEST_CASE("a handler of the browser's own session that throws, or lacks a field, ends the connection with the reason") {
  const bool throws = GENERATE(true, false);
  test::run_async([throws]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").then_event("Page.loadEventFired", throws ? R"({"timestamp":1})" : "{}").reply();
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    const auto subscription =
        connection->root().on<page::LoadEventFired>([](const page::LoadEventFired&) { throw std::logic_error("no such frame"); });
    CHECK_THROWS_WITH(
        co_await connection->root().call(page::Enable{}, soon()),
        std::string("browser disconnected: Page.loadEventFired: ") + (throws ? "a handler failed: no such frame" : "timestamp is missing"));
  });
}

TEST_CASE("a handler of a target's session that throws, or lacks a field, ends that session alone") {
  const bool throws = GENERATE(true, false);
  test::run_async([throws]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").on_session("S1").then_event("Page.loadEventFired", throws ? R"({"timestamp":1})" : "{}", "S1").reply();
    chrome.expect("Target.detachFromTarget").on_session("").with_params(R"({"sessionId":"S1"})").reply();
    chrome.expect("Page.enable").on_session("S2").reply();
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    chrome.event("Target.attachedToTarget", attached_event("S1"));
    chrome.event("Target.attachedToTarget", attached_event("S2"));
    co_await settle();
    const auto broken = connection->attach(SessionId("S1"));
    const auto other = connection->attach(SessionId("S2"));
    const auto subscription =
        broken->on<page::LoadEventFired>([](const page::LoadEventFired&) { throw std::logic_error("no such frame"); });
    int endings = 0;
    const auto ending = broken->on_detached([&endings] { ++endings; });
    const std::string reason = std::string("Page.loadEventFired: ") + (throws ? "a handler failed: no such frame" : "timestamp is missing");
    CHECK_THROWS_WITH(co_await broken->call(page::Enable{}, soon()), "session S1 was given up: " + reason);
    CHECK_THROWS_AS(co_await broken->call(page::Enable{}, soon()), SessionBroken);
    CHECK(endings == 1);
    co_await other->call(page::Enable{}, soon());
    CHECK(chrome.remaining() == 0);
    CHECK(connection->is_open());
  });
}

TEST_CASE("an event of an unknown session or method disturbs nobody") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable").then_event("Page.loadEventFired", "{}", "nobody's").then_event("Future.event", "{}").reply();
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    co_await connection->root().call(page::Enable{}, soon());
  });
}

TEST_CASE("closing sends what is queued first, and fails who still waits") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable");
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    auto enabled = connection->root().start(page::Enable{});
    co_await connection->close(soon());
    CHECK(chrome.remaining() == 0);
    CHECK_THROWS_WITH(co_await std::move(enabled).get(soon()), "browser disconnected: the connection was closed");
    co_await connection->close(soon());
  });
}

TEST_CASE("the destructor fails who still waits") {
  test::run_async([]() -> awaitable<void> {
    ScriptedChrome chrome;
    chrome.expect("Page.enable");
    auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
    auto enabled = connection->root().start(page::Enable{});
    co_await settle();
    connection.reset();
    CHECK_THROWS_AS(co_await std::move(enabled).get(soon()), Disconnected);
  });
}

/// A story with every kind of step: calls on two sessions, an event that is waited for, a command sent and forgotten.
awaitable<std::string> open_and_navigate(Connection& connection) {
  Session& root = connection.root();
  co_await root.call(browser::GetVersion{}, soon());
  const auto created = co_await root.call(target::CreateTarget{.url = "about:blank"}, soon());
  const auto attached = co_await root.call(target::AttachToTarget{.targetId = created.targetId, .flatten = true}, soon());
  const auto session = connection.attach(attached.sessionId);
  auto loads = session->events<page::LoadEventFired>();
  session->send_and_forget(page::Enable{});
  co_await session->call(page::Navigate{.url = "https://a.example/"}, soon());
  co_await loads.next(soon());
  const auto evaluated = co_await session->call(runtime::Evaluate{.expression = "document.title", .returnByValue = true}, soon());
  co_return evaluated.result.value->text;
}

void tell_story(ScriptedChrome& chrome) {
  chrome.expect("Browser.getVersion").reply(R"({"protocolVersion":"1.3","product":"p","revision":"r","userAgent":"u","jsVersion":"j"})");
  chrome.expect("Target.createTarget").reply(R"({"targetId":"T1"})");
  chrome.expect("Target.attachToTarget").reply(R"({"sessionId":"S1"})");
  chrome.expect("Page.enable").on_session("S1").reply();
  chrome.expect("Page.navigate")
      .on_session("S1")
      .reply(R"({"frameId":"F1"})")
      .then_event("Page.loadEventFired", R"({"timestamp":1})", "S1");
  chrome.expect("Runtime.evaluate").reply(R"({"result":{"type":"string","value":"Orders"}})");
}

TEST_CASE("a story that loses its connection at any step ends with the reason, and never hangs") {
  for (std::size_t step = 0; step <= 6; ++step) {
    test::run_async([step]() -> awaitable<void> {
      ScriptedChrome chrome;
      tell_story(chrome);
      chrome.disconnect_at(step);
      const auto connection = chrome.connect(co_await boost::asio::this_coro::executor);
      std::string outcome;
      try {
        outcome = co_await open_and_navigate(*connection);
      } catch (const Disconnected& error) {
        outcome = error.reason();
      }
      CHECK(outcome == (step == 6 ? "\"Orders\"" : "the script ends the connection at step " + std::to_string(step)));
    });
  }
}

}  // namespace
}  // namespace nightporter::cdp
