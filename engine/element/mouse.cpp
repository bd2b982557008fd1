#include "engine/element/mouse.h"

#include <vector>

#include "cdp/protocol/input.h"
#include "cdp/session.h"

namespace nightporter::engine {
namespace {

using cdp::input::DispatchMouseEvent;

struct ButtonName {
  const char* name;
  int bit;
};

ButtonName name_of(MouseButton button) {
  switch (button) {
    case MouseButton::kMiddle:
      return {"middle", 4};
    case MouseButton::kRight:
      return {"right", 2};
    case MouseButton::kLeft:
      break;
  }
  return {"left", 1};
}

DispatchMouseEvent event(const char* type, Point point, KeyModifiers modifiers) {
  DispatchMouseEvent event{.type = type, .x = point.x, .y = point.y};
  event.modifiers = modifiers.bits();
  return event;
}

}  // namespace

awaitable<void> Mouse::move(Point point, Deadline deadline, KeyModifiers modifiers) {
  co_await session_.call(event("mouseMoved", point, modifiers), deadline);
}

awaitable<void> Mouse::click(Point point, MouseButton button, int count, KeyModifiers modifiers, Deadline deadline) {
  const ButtonName name = name_of(button);
  // All at once: one round trip, and no deadline can leave a button pressed.
  std::vector<cdp::Reply<DispatchMouseEvent>> replies;
  replies.push_back(session_.start(event("mouseMoved", point, modifiers)));
  for (int click = 1; click <= count; ++click) {
    DispatchMouseEvent press = event("mousePressed", point, modifiers);
    press.button = name.name;
    press.buttons = name.bit;
    press.clickCount = click;
    replies.push_back(session_.start(press));
    DispatchMouseEvent release = event("mouseReleased", point, modifiers);
    release.button = name.name;
    release.buttons = 0;
    release.clickCount = click;
    replies.push_back(session_.start(release));
  }
  for (auto& reply : replies) co_await std::move(reply).get(deadline);
}

awaitable<void> Mouse::wheel(Point point, double delta_x, double delta_y, Deadline deadline) {
  DispatchMouseEvent wheel = event("mouseWheel", point, {});
  wheel.deltaX = delta_x;
  wheel.deltaY = delta_y;
  co_await session_.call(std::move(wheel), deadline);
}

}  // namespace nightporter::engine
