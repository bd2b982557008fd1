#pragma once

#include <cstdint>

#include "storage/fact_loader.h"
#include "storage/load_sql.h"

namespace nightporter::storage {

/// Marks the facts of the load's period that its staged rows lack as withdrawn, and says so in row_history. After the upsert, in its
/// transaction. Returns how many.
std::int64_t withdraw_missing(Database& database, const model::TableMapping& mapping, const MergeSql& sql, const LoadSource& source,
                              std::int64_t load, TimePoint moment);

}  // namespace nightporter::storage
