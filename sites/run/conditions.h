#pragma once

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/page.h"
#include "sites/origin_overrides.h"
#include "sites/run/looking.h"

namespace nightporter::sites {

engine::WaitUntil wait_until_of(LoadState state);

/// Is it so, now? Not for ResponseArrives and Loaded, which can only be waited for.
awaitable<bool> holds(Place place, Condition condition, Variables variables, OriginOverrides overrides, Deadline deadline);

/// Returns when it is so. Throws cdp::DeadlineExceeded, engine errors. ResponseArrives is watched for from now on.
awaitable<void> wait_until(Place place, Condition condition, Variables variables, OriginOverrides overrides, Deadline deadline);

/// For a wait that was in vain: what was seen last, in words. "the address is still https://…".
awaitable<std::string> seen_instead(Place place, Condition condition, Variables variables, Deadline deadline);

}  // namespace nightporter::sites
