#include "engine/view/raw_input.h"

#include <utility>

#include "cdp/protocol/input.h"
#include "cdp/session.h"
#include "engine/browser/page.h"
#include "engine/element/key_layout.h"

namespace nightporter::engine {
namespace {

const char* name_of(MouseButton button) {
  return button == MouseButton::kRight ? "right" : button == MouseButton::kMiddle ? "middle" : "left";
}

const char* type_of(RawMouse::Kind kind) {
  return kind == RawMouse::Kind::kPressed ? "mousePressed" : kind == RawMouse::Kind::kReleased ? "mouseReleased" : "mouseMoved";
}

const char* type_of(RawTouch::Kind kind) {
  switch (kind) {
    case RawTouch::Kind::kStart:
      return "touchStart";
    case RawTouch::Kind::kMove:
      return "touchMove";
    case RawTouch::Kind::kEnd:
      return "touchEnd";
    case RawTouch::Kind::kCancel:
      break;
  }
  return "touchCancel";
}

}  // namespace

template <class Command>
void RawInput::send(const Command& command) {
  if (!page_.is_closed() && !page_.has_crashed()) page_.session().send_and_forget(command);
}

void RawInput::mouse(const RawMouse& mouse) {
  cdp::input::DispatchMouseEvent event{.type = type_of(mouse.kind), .x = mouse.point.x, .y = mouse.point.y};
  event.modifiers = mouse.modifiers.bits();
  event.buttons = mouse.buttons_held;
  if (mouse.kind != RawMouse::Kind::kMoved) {
    event.button = name_of(mouse.button);
    event.clickCount = mouse.click_count;
  } else if (mouse.buttons_held != 0) {
    // Chrome takes a move for a drag by the button that it names.
    event.button = (mouse.buttons_held & 1) != 0 ? "left" : (mouse.buttons_held & 2) != 0 ? "right" : "middle";
  }
  send(event);
}

void RawInput::wheel(Point point, double delta_x, double delta_y, KeyModifiers modifiers) {
  cdp::input::DispatchMouseEvent event{.type = "mouseWheel", .x = point.x, .y = point.y};
  event.modifiers = modifiers.bits();
  event.deltaX = delta_x;
  event.deltaY = delta_y;
  send(event);
}

void RawInput::key(const RawKey& key) {
  const bool types = key.kind == RawKey::Kind::kDown && !key.text.empty();
  cdp::input::DispatchKeyEvent event{.type = key.kind == RawKey::Kind::kUp ? "keyUp" : types ? "keyDown" : "rawKeyDown"};
  event.modifiers = key.modifiers.bits();
  event.key = key.key;
  event.code = key.code;
  event.windowsVirtualKeyCode = key.virtual_key;
  event.location = key.location;
  if (key.is_repeated) event.autoRepeat = true;
  if (types) {
    event.text = key.text;
    event.unmodifiedText = key.text;
  }
  send(event);
}

void RawInput::touch(const RawTouch& touch) {
  cdp::input::DispatchTouchEvent event{.type = type_of(touch.kind)};
  event.modifiers = touch.modifiers.bits();
  for (const Finger& finger : touch.fingers)
    event.touchPoints.push_back({.x = finger.point.x, .y = finger.point.y, .id = static_cast<double>(finger.id)});
  send(event);
}

void RawInput::type(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    const std::string character = text.substr(at, end - at);
    at = end;
    const auto stroke = find_key(character == "\n" ? "Enter" : character);
    if (!stroke) {
      insert_text(character);
      continue;
    }
    RawKey pressed{.key = stroke->key, .code = stroke->code, .text = stroke->text, .virtual_key = stroke->virtual_key};
    pressed.modifiers.shift = stroke->shifted;
    key(pressed);
    pressed.kind = RawKey::Kind::kUp;
    key(pressed);
  }
}

void RawInput::insert_text(std::string text) {
  send(cdp::input::InsertText{.text = std::move(text)});
}

}  // namespace nightporter::engine
