#pragma once

#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/element/locator.h"

namespace nightporter::engine {

class Page;

/// One option of a <select>.
struct FieldOption {
  std::string text;
  std::string group;  // caption of the <optgroup>; empty outside of one
  bool is_disabled = false;
};

/// A field that is in sight, for someone who sees the page as a picture: where it is, and what it takes. Never what is in it.
struct PageField {
  enum class Kind { kText, kSelect, kFile };
  Kind kind = Kind::kText;
  std::string frame;  // Frame::id
  int number = 0;     // together with the frame: which field, as long as the document stays
  Box box;            // in CSS pixels of the page's viewport
  std::string label;
  std::string keyboard;  // HTML's inputmode: "text", "numeric", "email", "tel"…
  bool is_focused = false;
  bool is_secret = false;
  bool is_code = false;              // asks for a one-time password
  std::vector<FieldOption> options;  // of kSelect
  int selected = -1;                 // index of the option chosen
};

/// The fields in sight, of all frames. A frame that leaves meanwhile is left out. Throws PageClosed, PageCrashed, DeadlineExceeded.
awaitable<std::vector<PageField>> visible_fields(Page& page, Deadline deadline);

/// Chooses an option of a <select> as a person would in the list that Chrome shows in a window of its own, which headless it never does.
/// False when the field or the option is there no more.
awaitable<bool> choose_option(Page& page, std::string frame, int field, int option, Deadline deadline);

/// Scrolls the field that has the focus into the middle of the viewport, as browsers do when an on-screen keyboard comes up.
awaitable<void> show_focused_field(Page& page, Deadline deadline);

}  // namespace nightporter::engine
