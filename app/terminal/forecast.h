#pragma once

#include <string>

#include "storage/database.h"

namespace nightporter::app {

/// "before Thursday 14:00" for the coming six days, "before 2025-12-03 14:00" later, "now (ended 2025-11-12 14:00)" afterwards; in this
/// machine's time zone.
std::string login_needed_text(storage::TimePoint expires_at, storage::TimePoint now);

}  // namespace nightporter::app
