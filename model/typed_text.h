#pragma once

#include <optional>
#include <string_view>

#include "model/cell.h"
#include "model/table_mapping.h"

namespace nightporter::model {

/// Reads what to_text wrote of a cell of this type; an empty text is an empty cell. nullopt when the text is not of the type.
std::optional<Cell> parse_cell(std::string_view text, ColumnType type);

}  // namespace nightporter::model
