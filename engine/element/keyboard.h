#pragma once

#include <string>
#include <string_view>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/element/mouse.h"

namespace nightporter::engine {

/// The page's keyboard (US layout): real key events to whatever has the focus. Owned by its Page; `session` is the page's.
class Keyboard {
 public:
  explicit Keyboard(cdp::Session& session) : session_(session) {}
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

  /// "Enter", "Control+A", "Shift+ArrowLeft", "a", "é". Throws engine::Error for an unknown key name.
  awaitable<void> press(std::string key, Deadline deadline);
  /// Key by key; characters that no key has are inserted as an input method would.
  awaitable<void> type(std::string text, Deadline deadline);
  /// The whole text at once, as pasted by an input method: no key events.
  awaitable<void> insert_text(std::string text, Deadline deadline);

 private:
  cdp::Session& session_;
};

}  // namespace nightporter::engine
