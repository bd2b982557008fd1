#pragma once

#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::engine {

class Frame;
class Page;

/// The secrets that were hidden (BrowserContext::hide) for the origin of `frame`'s document, or of that of the nearest frame above with an
/// address of its own, as a JSON array.
std::string secrets_for(Frame& frame);

/// Makes fields and texts that hold a hidden secret show dots, in every frame. Does nothing when nothing is hidden. Throws Error when the
/// page navigates again and again meanwhile: then no picture may be taken; PageCrashed, PageClosed; DeadlineExceeded.
awaitable<void> cover_secrets(Page& page, Deadline deadline);

/// Shows them again. What has left meanwhile is passed over.
awaitable<void> uncover_secrets(Page& page, Deadline deadline);

}  // namespace nightporter::engine
