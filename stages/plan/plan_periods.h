#pragma once

#include <functional>
#include <vector>

#include "model/period.h"
#include "sites/recipe.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

/// What decides which periods of one store's report are due.
struct PlanInput {
  model::CalendarDate today;                // the store's business day
  std::vector<storage::Coverage> coverage;  // what is in the facts
  sites::PeriodRules rules;
  /// The business day that a moment of the store's site falls on: a day that was collected before it was over is not complete.
  std::function<model::CalendarDate(storage::TimePoint)> business_day;
  int at_most_periods = 31;  // in one run; the rest waits for the next
};

/// The periods to fetch, newest first, none longer than the site allows.
/// Due is every complete day since the first one that is covered (or yesterday, when none is) that is not covered, and of the last
/// look_back_days those that were not asked for again today. Today itself is never due: it is not over.
std::vector<model::Period> plan_periods(const PlanInput& input);

/// A period that a person asked for, cut into pieces that the site allows, oldest first.
std::vector<model::Period> split_period(model::Period period, const sites::PeriodLimit& limit);

}  // namespace nightporter::stages
