#include "engine/view/raw_input.h"

#include <catch2/catch.hpp>

#include "tests/engine/chrome_fixture.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::in_chrome;
using test::soon;

RawKey key(RawKey::Kind kind, std::string name, std::string code, std::string text, int virtual_key) {
  return {.kind = kind, .key = std::move(name), .code = std::move(code), .text = std::move(text), .virtual_key = virtual_key};
}

void click(RawInput& input, Point point) {
  input.mouse({.kind = RawMouse::Kind::kMoved, .point = point});
  input.mouse({.kind = RawMouse::Kind::kPressed, .point = point, .buttons_held = 1});
  input.mouse({.kind = RawMouse::Kind::kReleased, .point = point});
}

TEST_CASE("keys and clicks and pasted text reach the page in the order in which they were made") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show(
        "<input style='position:absolute;left:0;top:0;width:200px;height:40px'>"
        "<button style='position:absolute;left:0;top:100px;width:200px;height:40px' "
        "onclick='done=document.querySelector(`input`).value'>x");
    RawInput input(chrome.page);
    click(input, {.x = 50, .y = 20});
    input.key(key(RawKey::Kind::kDown, "a", "KeyA", "a", 65));
    input.key(key(RawKey::Kind::kUp, "a", "KeyA", "", 65));
    input.insert_text("é 漢");
    input.key(key(RawKey::Kind::kDown, "Backspace", "Backspace", "", 8));
    input.key(key(RawKey::Kind::kUp, "Backspace", "Backspace", "", 8));
    click(input, {.x = 50, .y = 120});
    CHECK(co_await chrome.page.wait_for_function("globalThis.done", soon()) == R"("a\u00e9 ")");
  });
}

TEST_CASE("a code that is typed fills boxes of one digit each, and what no key has is inserted") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show(
        "<input maxlength=1><input maxlength=1><input><script>for (const box of document.querySelectorAll('input'))"
        "box.onkeyup = () => box.nextElementSibling.focus?.(); document.querySelector('input').focus()</script>");
    RawInput(chrome.page).type("4Aß");
    CHECK(co_await chrome.page.wait_for_function("document.querySelectorAll('input')[2].value && "
                                                 "[...document.querySelectorAll('input')].map(box => box.value).join('|')",
                                                 soon()) == R"("4|A|\u00df")");
  });
}

TEST_CASE("a finger taps, and scrolls when it moves; the wheel scrolls") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show(
        "<body style='height:5000px'><button style='position:absolute;left:0;top:0;width:200px;height:40px' "
        "onclick='tapped=true'>x");
    RawInput input(chrome.page);
    input.touch({.kind = RawTouch::Kind::kStart, .fingers = {{.id = 1, .point = {.x = 50, .y = 20}}}});
    input.touch({.kind = RawTouch::Kind::kEnd});
    CHECK(co_await chrome.page.wait_for_function("globalThis.tapped", soon()) == "true");
    input.touch({.kind = RawTouch::Kind::kStart, .fingers = {{.id = 1, .point = {.x = 400, .y = 700}}}});
    for (double y = 680; y >= 300; y -= 20)
      input.touch({.kind = RawTouch::Kind::kMove, .fingers = {{.id = 1, .point = {.x = 400, .y = y}}}});
    input.touch({.kind = RawTouch::Kind::kEnd});
    co_await chrome.page.wait_for_function("scrollY > 200", soon());
    input.wheel({.x = 400, .y = 400}, 0, 1000, {});
    co_await chrome.page.wait_for_function("scrollY > 1000", soon());
  });
}

TEST_CASE("input for a page that is gone is dropped") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.page.close(soon());
    RawInput input(chrome.page);
    click(input, {.x = 50, .y = 20});
    input.insert_text("x");
  });
}

}  // namespace
}  // namespace nightporter::engine
