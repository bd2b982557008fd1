#pragma once

#include "cdp/protocol/network.h"
#include "engine/state/storage_state.h"

namespace nightporter::engine {

/// A cookie as Chrome reports it, as a storage state has it: a sameSite that the site did not set counts as Lax. Pure.
Cookie from_chrome(const cdp::network::Cookie& cookie);

/// A cookie as Chrome takes it. Pure.
cdp::network::CookieParam to_chrome(const Cookie& cookie);

}  // namespace nightporter::engine
