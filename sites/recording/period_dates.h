#pragma once

#include <optional>
#include <vector>

#include "model/calendar_date.h"
#include "sites/recording/recording.h"

namespace nightporter::sites::recording {

struct PeriodFound {
  bool found = false;
  bool one_day = false;  // one field, or one date in an address: the site asks for a single day
  model::CalendarDate first, last;
};

/// Puts {{ from }} and {{ to }} where the steps hold the first and the last day of the period that was asked for when they were
/// recorded. Days are recognised in fields, addresses, selectors and waits, in the formats of written_date.h. With one or two different
/// days in the fields these are the period; with more, those that are `recorded_on` or stand in a field named from, to, date.
/// Says in remarks what was not the recorded day.
PeriodFound put_period(std::vector<RecordedStep>& steps, std::optional<model::CalendarDate> recorded_on);

}  // namespace nightporter::sites::recording
