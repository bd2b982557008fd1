#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "model/calendar_date.h"
#include "model/period.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

/// What is known of a store's report before the asked period.
struct KnownRows {
  model::Period asked;
  int weeks = 4;                                            // how far back
  std::vector<storage::Coverage> coverage;                  // which days are known: one that has no rows counts as zero
  std::map<model::CalendarDate, std::int64_t> rows_by_day;  // of the facts
};

/// For each day of the period the row counts of the same weekdays before it, newest first; only days that have at least two of them, since
/// one day is no habit. Days of the period itself are not looked at: they are what is judged.
std::map<model::CalendarDate, std::vector<std::int64_t>> rows_of_weekdays(const KnownRows& known);

}  // namespace nightporter::stages
