#pragma once

#include <string>
#include <vector>

#include "model/cell.h"
#include "model/table_mapping.h"

namespace nightporter::stages {

/// Rows that a destination shall have, and what their columns are: header, name, type, and which make the unique key.
struct UploadTable {
  std::vector<model::ColumnMapping> columns;
  std::vector<model::Row> rows;
};

/// The key of a row as one text, by which rows are found again. The type of a value does not count: an id that a spreadsheet shows as the
/// number 17 is the id "17".
std::string key_of(const model::Row& row, const std::vector<model::ColumnMapping>& columns);
/// For people: "Transaksi ID 4711".
std::string key_words(const model::Row& row, const std::vector<model::ColumnMapping>& columns);

}  // namespace nightporter::stages
