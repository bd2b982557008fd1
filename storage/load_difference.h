#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/table_mapping.h"
#include "storage/database.h"

namespace nightporter::storage {

/// What a load makes of one fact, or of one cell of it.
struct RowDifference {
  enum class Change { kNew, kUpdated, kWithdrawn };
  Change change = Change::kNew;
  std::string row;     // its key in words: "Order No. T1, Line 2"
  std::string column;  // the changed cell's header, or its name where the recipe has none for it; empty for kNew
  std::optional<std::string> old_value;
  std::optional<std::string> new_value;
};
std::string_view to_string(RowDifference::Change change);

/// What the load has written in the transaction that is open: changed cells by the order of the file's rows (a row that was withdrawn and
/// has come again changes in kWithdrawnHeader), then withdrawn rows, then new ones. `moment` is the load's.
std::vector<RowDifference> read_difference(Database& database, const model::TableMapping& mapping, std::int64_t load, TimePoint moment);

}  // namespace nightporter::storage
