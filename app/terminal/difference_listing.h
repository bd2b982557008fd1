#pragma once

#include <vector>

#include "app/terminal/listing.h"
#include "storage/load_difference.h"

namespace nightporter::app {

/// What a load would do, row by row.
Listing difference_listing(const std::vector<storage::RowDifference>& difference);

}  // namespace nightporter::app
