#pragma once

#include <compare>
#include <string>

#include "model/calendar_date.h"

namespace nightporter::model {

/// Business days from `from` to `to`, both included; from <= to.
struct Period {
  CalendarDate from;
  CalendarDate to;

  int days() const { return static_cast<int>((to - from).count()) + 1; }
  bool contains(CalendarDate date) const { return from <= date && date <= to; }

  /// "2025-11-12", or "2025-11-10..2025-11-12"
  std::string to_string() const { return from == to ? from.to_iso() : from.to_iso() + ".." + to.to_iso(); }

  friend auto operator<=>(const Period&, const Period&) = default;
};

}  // namespace nightporter::model
