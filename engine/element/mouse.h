#pragma once

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

/// Of a mouse for the right hand: kLeft is the main one.
enum class MouseButton { kLeft, kMiddle, kRight };

/// Keys held down during a click or another key press.
struct KeyModifiers {
  bool alt = false;
  bool control = false;
  bool meta = false;
  bool shift = false;

  /// Chrome's bit set: 1 alt, 2 control, 4 meta, 8 shift.
  int bits() const { return (alt ? 1 : 0) | (control ? 2 : 0) | (meta ? 4 : 0) | (shift ? 8 : 0); }
};

/// In CSS pixels of the page's viewport.
struct Point {
  double x = 0;
  double y = 0;
};

/// The page's mouse: real input events, which the page cannot tell from a person's. Owned by its Page; `session` is the page's.
class Mouse {
 public:
  explicit Mouse(cdp::Session& session) : session_(session) {}
  Mouse(const Mouse&) = delete;
  Mouse& operator=(const Mouse&) = delete;

  /// One move event. Throws PageCrashed, PageClosed, DeadlineExceeded.
  awaitable<void> move(Point point, Deadline deadline, KeyModifiers modifiers = {});
  /// Moves there, then presses and releases `count` times. Once the first press is on its way the clicks are finished even if the
  /// deadline passes between.
  awaitable<void> click(Point point, MouseButton button, int count, KeyModifiers modifiers, Deadline deadline);
  /// In CSS pixels; positive values scroll down and to the right.
  awaitable<void> wheel(Point point, double delta_x, double delta_y, Deadline deadline);

 private:
  cdp::Session& session_;
};

}  // namespace nightporter::engine
