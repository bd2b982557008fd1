#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/plan/covered_days.h"

namespace nightporter::stages {

/// What is known of one business day of a store's report.
enum class DayState {
  kMissing,        // never asked for, or nothing came of it
  kBegun,          // loaded before the day was over, or collected and not loaded yet
  kLoaded,         // its rows are in the facts
  kZeroConfirmed,  // it has no rows, and the site said so
  kCorrected,      // loaded, and a later file has changed rows of its period
  kSuspicious,     // the newest file was refused by its checks
  kFailed,         // the newest attempt brought nothing, and there is nothing older
};

/// "zero_confirmed"
std::string_view to_string(DayState state);

struct DayOutcome {
  model::CalendarDate day;
  DayState state = DayState::kMissing;
  std::optional<std::int64_t> download;  // the ledger's row that says so
  std::string detail;                    // of a suspicious or failed day: why

  friend bool operator==(const DayOutcome&, const DayOutcome&) = default;
};

/// What the ledger holds of one store's report.
struct LedgerDays {
  std::vector<storage::Coverage> coverage;
  std::vector<storage::Download> downloads;  // in any order
  BusinessDayOf business_day;
};

/// Every day of the period, oldest first.
std::vector<DayOutcome> day_states(const model::Period& period, const LedgerDays& ledger);

}  // namespace nightporter::stages
