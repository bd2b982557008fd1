#pragma once

#include <boost/json/fwd.hpp>

#include "model/cell.h"
#include "model/table_mapping.h"

namespace nightporter::stages {

/// The value as it is written to a sheet with RAW: numbers as numbers when a double gives back the very digits, else as text; dates as
/// serials (days since 1899-12-30, the time as a fraction); texts as texts, so that an id keeps its zeros and a formula is no formula;
/// an empty cell as "", which clears.
boost::json::value to_sheet_value(const model::Cell& cell);

/// What a value read back with UNFORMATTED_VALUE and SERIAL_NUMBER is in a column of this type. A value of another type (a text in a
/// column of dates) stays what it is, so that it differs from what should be there.
model::Cell from_sheet_value(const boost::json::value& value, model::ColumnType type);

/// The cell as it comes back from a sheet after it was written there: what to compare with. A number with more digits than a double has is
/// a text there.
model::Cell as_kept_in_sheet(const model::Cell& cell, model::ColumnType type);

}  // namespace nightporter::stages
