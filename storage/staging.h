#pragma once

#include <cstdint>

#include "storage/database.h"

namespace nightporter::storage {

/// Deletes the staging rows of loads that were finished before `before`. Facts, history, audit and ledger stay, and nothing of ours reads
/// staging rows once they are loaded. Every load goes in a transaction of its own, so that other writers wait for one at the most.
/// Returns how many rows went.
std::int64_t delete_staged_rows(Database& database, TimePoint before);

}  // namespace nightporter::storage
