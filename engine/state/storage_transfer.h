#pragma once

#include <functional>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/state/storage_state.h"

namespace nightporter::engine {

class BrowserContext;
class FrameSession;

/// Puts cookies, localStorage and databases into `context`, before it has any page; sessionStorage is kept for its first tab.
/// Throws StorageStateError that names what Chrome did not take.
awaitable<void> put_storage_state(BrowserContext& context, StorageState state, Deadline deadline);

/// The same, but what the context has already stays: for a kept profile, which may be newer than the state, and may have lost what
/// Chrome had not written when it was killed.
awaitable<void> fill_storage_state(BrowserContext& context, StorageState state, Deadline deadline);

/// See BrowserContext::set_storage_state.
awaitable<void> replace_storage_state(BrowserContext& context, StorageState state, Deadline deadline);

/// Throws StorageStateError that names the cookies which Chrome refuses; none is set then.
awaitable<void> put_cookies(BrowserContext& context, std::vector<Cookie> cookies, Deadline deadline);

/// See BrowserContext::delete_cookies.
awaitable<void> delete_cookies(BrowserContext& context, std::function<bool(const Cookie&)> chosen, Deadline deadline);

/// Puts sessionStorage into the tab of `session` and leaves it at about:blank with no history.
awaitable<void> put_session_storage(FrameSession& session, std::vector<OriginState> origins, Deadline deadline);

/// See BrowserContext::storage_state.
awaitable<StorageState> take_storage_state(BrowserContext& context, IndexedDb indexed_db, Deadline deadline);

}  // namespace nightporter::engine
