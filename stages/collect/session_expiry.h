#pragma once

#include <optional>

#include "engine/state/storage_state.h"
#include "storage/database.h"

namespace nightporter::stages {

/// Forecast of when a saved session ends: the earliest end of a cookie that looks like the login (httpOnly, or named like a session
/// or token). nullopt when no such cookie has an end; the site decides then, or the session ends with the browser.
std::optional<storage::TimePoint> session_expiry(const engine::StorageState& state);

}  // namespace nightporter::stages
