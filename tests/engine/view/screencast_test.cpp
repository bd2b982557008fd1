#include "engine/view/screencast.h"

#include <catch2/catch.hpp>

#include "cdp/async/signal.h"
#include "tests/engine/chrome_fixture.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::in_chrome;
using test::soon;

/// Keeps the newest picture, as a slow viewer would.
struct Watcher {
  std::size_t count = 0;
  ScreencastFrame newest;
  Signal changed;

  std::function<void(ScreencastFrame)> eye() {
    return [this](ScreencastFrame frame) {
      ++count;
      newest = std::move(frame);
      changed.notify_all();
    };
  }
  awaitable<void> sees_another() {
    const std::size_t before = count;
    co_await changed.wait_until([this, before] { return count > before; }, soon(), "a picture");
  }
};

TEST_CASE("a screencast shows the page at once, and again when it changes") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show("<body style='background:white'>");
    Watcher watcher;
    const Screencast screencast(chrome.page, {}, watcher.eye());
    co_await watcher.sees_another();
    CHECK(watcher.newest.jpeg.starts_with("\xFF\xD8"));
    CHECK(watcher.newest.width == 1280);
    CHECK(watcher.newest.height == 800);
    co_await chrome.ask("document.body.style.background = 'red'");
    co_await watcher.sees_another();
  });
}

TEST_CASE("an animation goes on being shown: Chrome is told of every frame that came") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show(
        "<style>@keyframes a{to{margin-left:900px}}div{width:90px;height:90px;background:red;animation:a 1s infinite}"
        "</style><div></div>");
    Watcher watcher;
    const Screencast screencast(chrome.page, {}, watcher.eye());
    co_await watcher.changed.wait_until([&watcher] { return watcher.count >= 10; }, soon(), "ten pictures");
  });
}

TEST_CASE("a screencast that is gone shows nothing more, and its page may close first") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show("<body>");
    Watcher watcher;
    auto first = std::make_unique<Screencast>(chrome.page, ScreencastOptions(), watcher.eye());
    co_await watcher.sees_another();
    first.reset();
    const std::size_t seen = watcher.count;
    co_await chrome.ask("document.body.style.background = 'blue'");
    co_await chrome.page.screenshot({}, soon());
    CHECK(watcher.count == seen);
    auto second = std::make_unique<Screencast>(chrome.page, ScreencastOptions(), watcher.eye());
    co_await chrome.page.close(soon());
    second.reset();
  });
}

}  // namespace
}  // namespace nightporter::engine
