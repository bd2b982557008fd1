#pragma once

#include <string>
#include <vector>

#include "model/table_mapping.h"
#include "stages/upload/error.h"

namespace nightporter::stages {

/// How a tab's first row fits our columns, which stand from column A on in our order.
enum class HeaderRow {
  kEmpty,     // nothing in it
  kComplete,  // our headers; what stands beside them is people's
  kLonger,    // ours as far as they go, and the cells of those that are new are free: they are to be written
};

/// `headers`: the texts of the first row, from column A; trailing empty ones may be absent.
/// Throws HeadersMoved that names each header that is gone, moved or new in our place.
HeaderRow check_header_row(const std::vector<model::ColumnMapping>& columns, const std::vector<std::string>& headers,
                           const std::string& tab);

}  // namespace nightporter::stages
