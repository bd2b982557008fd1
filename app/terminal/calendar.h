#pragma once

#include <string>
#include <vector>

#include "stages/plan/day_states.h"

namespace nightporter::app {

/// One character a day, a line a month, under a scale of the days of a month. `days` follow each other, oldest first.
std::string draw_calendar(const std::vector<stages::DayOutcome>& days);

/// What the characters mean.
std::string calendar_legend();

}  // namespace nightporter::app
