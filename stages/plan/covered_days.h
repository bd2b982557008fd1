#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "model/calendar_date.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

/// The business day that a moment of the store's site falls on.
using BusinessDayOf = std::function<model::CalendarDate(storage::TimePoint)>;

/// Which days of one store's report are in the facts. A day that was collected before it was over is there, but not complete.
class CoveredDays {
 public:
  CoveredDays(const std::vector<storage::Coverage>& coverage, BusinessDayOf business_day);

  std::optional<model::CalendarDate> first() const;
  bool has(model::CalendarDate day) const { return collected_.contains(day); }
  bool is_complete(model::CalendarDate day) const;
  /// Whether the day was last collected on the business day `today` or later.
  bool is_fresh(model::CalendarDate day, model::CalendarDate today) const;

 private:
  std::map<model::CalendarDate, model::CalendarDate> collected_;  // day → the business day of its last collection
};

}  // namespace nightporter::stages
