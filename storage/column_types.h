#pragma once

#include <string>
#include <string_view>

#include "model/table_mapping.h"

namespace nightporter::storage {

/// The column's type in CREATE TABLE: "NUMERIC".
std::string_view sql_type(model::ColumnType type);
/// The recipe's word for it: "decimal".
std::string_view type_word(model::ColumnType type);
/// `name` in double quotes, so that a column may be called "order". Only for names that check_mapping has let through.
std::string quoted_name(std::string_view name);

}  // namespace nightporter::storage
