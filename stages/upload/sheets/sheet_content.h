#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/upload/sheets/header_row.h"
#include "stages/upload/sheets/sheets_api.h"
#include "stages/upload/upload_plan.h"

namespace nightporter::stages {

/// What a tab holds, as far as it concerns us.
struct SheetContent {
  HeaderRow headers = HeaderRow::kEmpty;
  std::vector<ExistingRow> rows;   // position: the sheet's row number; rows that are empty in our columns are left out
  std::int64_t last_used_row = 0;  // by anybody, in any column
};

/// Makes a SheetContent of a tab's rows, fed from the top in pieces. Pure.
class SheetReader {
 public:
  /// `columns` must outlive it.
  SheetReader(const std::vector<model::ColumnMapping>& columns, std::string tab) : columns_(columns), tab_(std::move(tab)) {}

  /// The values of the rows from `first_row` on. Throws HeadersMoved.
  void take(std::int64_t first_row, const boost::json::array& rows);

  /// Throws HeadersMoved when there are rows without headers, or when a column that is to be added is in use.
  SheetContent finish();

 private:
  void take_row(std::int64_t position, const boost::json::array& row);

  const std::vector<model::ColumnMapping>& columns_;
  std::string tab_;
  SheetContent content_;
  std::vector<std::string> header_texts_;
};

}  // namespace nightporter::stages
