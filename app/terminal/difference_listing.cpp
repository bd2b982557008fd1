#include "app/terminal/difference_listing.h"

namespace nightporter::app {

Listing difference_listing(const std::vector<storage::RowDifference>& difference) {
  Listing listing({{"change", "change"}, {"row", "row"}, {"column", "column"}, {"old", "there now"}, {"new", "to be loaded"}});
  for (const storage::RowDifference& row : difference)
    listing.add(
        {std::string(to_string(row.change)), row.row, row.column, value_or_nothing(row.old_value), value_or_nothing(row.new_value)});
  return listing;
}

}  // namespace nightporter::app
