#pragma once

#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/state/storage_state.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

class BrowserContext;

/// Puts cookies and localStorage into `context`, before it has any page; sessionStorage is kept for its first tab.
/// Throws StorageStateError that names what Chrome did not take.
awaitable<void> put_storage_state(BrowserContext& context, StorageState state, Deadline deadline);

/// Puts sessionStorage into the tab of `session` and leaves it at about:blank with no history.
awaitable<void> put_session_storage(cdp::Session& session, std::vector<OriginState> origins, Deadline deadline);

/// See BrowserContext::storage_state.
awaitable<StorageState> take_storage_state(BrowserContext& context, Deadline deadline);

}  // namespace nightporter::engine
