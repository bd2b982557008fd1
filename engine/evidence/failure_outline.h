#pragma once

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::engine {

class Locator;
class Page;

/// Frames the element that the last action was asked for and could not have (not ready, or one of several) in the page itself; where none
/// matched, the closest ones, with the selectors that would find them. For a picture; remove_outline afterwards. Returns whether there was
/// anything to frame. A page that cannot be asked has nothing.
awaitable<bool> outline_failure(Page& page, Deadline deadline);

/// Frames what `locator` finds now, if anything.
awaitable<bool> outline(Locator locator, Deadline deadline);

awaitable<void> remove_outline(Page& page, Deadline deadline);

}  // namespace nightporter::engine
