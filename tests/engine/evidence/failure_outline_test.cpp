#include "engine/evidence/failure_outline.h"

#include <catch2/catch.hpp>

#include "engine/element/selector.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/engine/refusal.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::in_chrome;
using test::refusal_of;
using test::shortly;
using test::soon;

/// Where the page shows something that it did not show before, as far as a red frame goes: the colour of the element's left edge.
awaitable<bool> has_frame_at(ChromeTest& test, std::string selector) {
  const Box box = co_await test.find(selector).bounding_box(soon());
  ScreenshotOptions options;
  options.clip = Clip{.x = box.x - 4, .y = box.y - 4, .width = box.width + 8, .height = box.height + 8};
  const std::string with = co_await test.page.screenshot(options, soon());
  co_await remove_outline(test.page, soon());
  co_return with != co_await test.page.screenshot(options, soon());
}

TEST_CASE("an element that was asked for and not ready is framed, and nothing of the frame stays") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    co_await test.show(
        "<p style='height:60px'></p><button id=export disabled>Export</button><p style='height:60px'></p><button id=other>Other</button>");
    const std::string before = co_await test.ask("document.documentElement.outerHTML");
    co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return test.find("css=#export").click({}, deadline); });
    CHECK(co_await outline_failure(test.page, soon()));
    CHECK(co_await has_frame_at(test, "css=#export"));
    co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return test.find("css=#export").click({}, deadline); });
    CHECK(co_await outline_failure(test.page, soon()));
    CHECK_FALSE(co_await has_frame_at(test, "css=#other"));
    CHECK(co_await test.ask("document.documentElement.outerHTML") == before);
  });
}

TEST_CASE("where nothing matched, the closest element is framed; after a success there is nothing to frame") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    co_await test.show("<p style='height:60px'></p><button id=down>Download report</button><input id=far>");
    co_await refusal_of<ElementNotFound>(
        [&](Deadline deadline) { return test.find("role=button[name=\"Download the report\"]").click({}, deadline); });
    CHECK(co_await outline_failure(test.page, soon()));
    CHECK(co_await has_frame_at(test, "css=#down"));
    co_await test.find("css=#down").click({}, soon());
    CHECK_FALSE(co_await outline_failure(test.page, soon()));
  });
}

TEST_CASE("the words over an element at the right edge are moved to where they can be read") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    co_await test.show("<button id=down style='position:fixed;right:0;top:100px;width:80px'>Download report</button>");
    const Box box = co_await test.find("css=#down").bounding_box(soon());
    co_await refusal_of<ElementNotFound>(
        [&](Deadline deadline) { return test.find("role=button[name=\"Download the report\"]").click({}, deadline); });
    CHECK(co_await outline_failure(test.page, soon()));
    ScreenshotOptions beside;
    beside.clip = Clip{.x = box.x - 120, .y = box.y - 25, .width = 100, .height = 20};
    const std::string with = co_await test.page.screenshot(beside, soon());
    co_await remove_outline(test.page, soon());
    CHECK(with != co_await test.page.screenshot(beside, soon()));
  });
}

TEST_CASE("what is framed is brought into the picture first") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    co_await test.show("<p style='height:3000px'></p><button id=far disabled>Export</button><p style='height:3000px'></p>");
    CHECK(co_await outline(test.find("css=#far"), soon()));
    const Box box = co_await test.find("css=#far").bounding_box(soon());
    CHECK(box.y >= 0);
    CHECK(box.y + box.height < 720);
    const std::string with = co_await test.page.screenshot({}, soon());
    co_await remove_outline(test.page, soon());
    CHECK(with != co_await test.page.screenshot({}, soon()));
  });
}

TEST_CASE("an element can be framed before it is acted on") {
  in_chrome([](ChromeTest& test) -> awaitable<void> {
    co_await test.show("<p style='height:60px'></p><button id=a>A</button>");
    CHECK(co_await outline(test.find("css=#a"), soon()));
    CHECK(co_await has_frame_at(test, "css=#a"));
    CHECK_FALSE(co_await outline(test.find("css=#none"), shortly()));
  });
}

}  // namespace
}  // namespace nightporter::engine
