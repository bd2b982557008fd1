#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/calendar_date.h"
#include "model/decimal.h"

namespace nightporter::model {

/// A local date and time of the store, to the millisecond.
using DateTime = std::chrono::local_time<std::chrono::milliseconds>;

/// Nothing in the cell.
using Empty = std::monostate;

/// One typed value of a report's row.
using Cell = std::variant<Empty, std::string, std::int64_t, Decimal, CalendarDate, DateTime, bool>;

/// As many cells as the mapping has columns, in the mapping's order.
using Row = std::vector<Cell>;

/// The one text form of a value, as it is stored, hashed and shown: "", "text", "12", "-1.5", "2025-11-12", "2025-11-12 14:03:00",
/// "true". Milliseconds are shown only when there are any.
std::string to_text(const Cell& cell);
/// The same, behind what `text` holds.
void append_text(std::string& text, const Cell& cell);

}  // namespace nightporter::model
