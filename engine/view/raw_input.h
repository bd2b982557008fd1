#pragma once

#include <string>
#include <vector>

#include "engine/element/mouse.h"

namespace nightporter::engine {

class Page;

/// One mouse event.
struct RawMouse {
  enum class Kind { kMoved, kPressed, kReleased };
  Kind kind = Kind::kMoved;
  Point point;
  /// Which button was pressed or released; with kMoved, none.
  MouseButton button = MouseButton::kLeft;
  int buttons_held = 0;  // 1 left, 2 right, 4 middle
  int click_count = 1;
  KeyModifiers modifiers;
};

/// One keyboard event, in the terms of DOM's KeyboardEvent.
struct RawKey {
  enum class Kind { kDown, kUp };
  Kind kind = Kind::kDown;
  std::string key;   // KeyboardEvent.key: "a", "Enter"
  std::string code;  // KeyboardEvent.code: "KeyA"
  std::string text;  // what kDown types; empty for a key that types nothing
  int virtual_key = 0;
  int location = 0;
  bool is_repeated = false;
  KeyModifiers modifiers;
};

/// A point of touch; `id` tells one finger from another as long as it stays on the screen.
struct Finger {
  int id = 0;
  Point point;
};

/// One touch event.
struct RawTouch {
  enum class Kind { kStart, kMove, kEnd, kCancel };
  Kind kind = Kind::kStart;
  std::vector<Finger> fingers;  // on the screen now: none with kEnd of the last one
  KeyModifiers modifiers;
};

/// Passes on what a person does in front of a picture of `page`, event by event, in the order of the calls and without waiting for the
/// page, which may be busy or gone: nothing here throws. `page` must outlive it. Points are in CSS pixels of the viewport.
class RawInput {
 public:
  explicit RawInput(Page& page) : page_(page) {}

  void mouse(const RawMouse& mouse);
  void wheel(Point point, double delta_x, double delta_y, KeyModifiers modifiers);
  void key(const RawKey& key);
  void touch(const RawTouch& touch);
  /// Key by key, as pages with one field a digit expect it; characters that no key has are inserted.
  void type(const std::string& text);
  /// All at once, as pasted or composed by an input method.
  void insert_text(std::string text);

 private:
  template <class Command>
  void send(const Command& command);
  Page& page_;
};

}  // namespace nightporter::engine
