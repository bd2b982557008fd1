#pragma once

#include <vector>

#include "model/period.h"
#include "sites/recipe.h"
#include "stages/plan/covered_days.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

/// What decides which periods of one store's report are due.
struct PlanInput {
  model::CalendarDate today;                // the store's business day
  std::vector<storage::Coverage> coverage;  // what is in the facts
  sites::PeriodRules rules;
  BusinessDayOf business_day;
  int at_most_periods = 31;  // in one run; the rest waits for the next
};

/// The periods to fetch, newest first, none longer than the site allows.
/// Due is every complete day since the first one that is covered (or yesterday, when none is) that is not covered, and of the last
/// look_back_days those that were not asked for again today. Today itself is never due: it is not over.
std::vector<model::Period> plan_periods(const PlanInput& input);

/// The days of `asked` that are not complete, as periods to fetch, newest first, none longer than the site allows; at most
/// input.at_most_periods of them.
std::vector<model::Period> missing_periods(model::Period asked, const PlanInput& input);

/// A period that a person asked for, cut into pieces that the site allows, oldest first.
std::vector<model::Period> split_period(model::Period period, const sites::PeriodLimit& limit);

}  // namespace nightporter::stages
