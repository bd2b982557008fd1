#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/table_mapping.h"
#include "storage/fact_loader.h"

namespace nightporter::storage {

/// Writes every cell that a load is about to change to row_history, with its old and its new text. `present` and `select_changed` are
/// LoadSql's. Returns the number of rows that change.
std::int64_t write_row_changes(Database& database, const model::TableMapping& mapping, const std::vector<bool>& present,
                               const std::string& select_changed, const LoadSource& source, std::int64_t load, TimePoint moment);

}  // namespace nightporter::storage
