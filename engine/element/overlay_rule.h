#pragma once

#include <functional>
#include <optional>

#include "cdp/async/awaitable.h"
#include "engine/element/locator.h"

namespace nightporter::engine {

/// What is done about something that comes over a page whenever it likes: a cookie banner, a survey.
struct OverlayRule {
  enum class Afterwards { kWaitUntilHidden, kGoOn };

  Locator overlay;
  std::function<awaitable<void>()> handle;  // closes it; its own actions do not call handlers
  std::optional<int> times;                 // how often at the most; unset: always
  Afterwards afterwards = Afterwards::kWaitUntilHidden;
  bool running = false;
};

}  // namespace nightporter::engine
