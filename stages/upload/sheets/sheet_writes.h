#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/upload/sheets/header_row.h"
#include "stages/upload/upload_plan.h"

namespace nightporter::stages {

/// Where in a tab a plan's rows are written.
struct SheetPlace {
  std::string tab;
  HeaderRow headers = HeaderRow::kComplete;
  std::int64_t first_free_row = 2;  // below everything that anybody has written
};

/// The bodies of the values:batchUpdate requests that carry a plan out: explicit ranges, RAW, changed rows in their place, new rows from
/// the first free row on, the headers first when they are to be written. Each body is smaller than `most_bytes`, unless one row is not.
std::vector<std::string> sheet_writes(const UploadTable& table, const UploadPlan& plan, const SheetPlace& place,
                                      std::size_t most_bytes = 1'900'000);

/// Throws DestinationUnfit for a text that no cell of a sheet can hold (50,000 characters).
void check_cells_fit(const UploadTable& table);

}  // namespace nightporter::stages
