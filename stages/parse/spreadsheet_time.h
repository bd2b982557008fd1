#pragma once

#include <optional>
#include <string_view>

#include "stages/parse/raw_row.h"

namespace nightporter::stages {

/// What a spreadsheet's serial number of days stands for: a moment, or below 1 a time of day, rounded to milliseconds. A number that is
/// no day of the spreadsheet's calendar (negative, past 9999, the 29 February 1900 that never was) stays a number.
RawValue moment_of_serial(double serial, bool date_1904);

/// "2024-03-12", "2024-03-12T06:00:00.5", "2024-03-12T06:00:00Z", "18:00:00". nullopt for anything else.
std::optional<RawValue> parse_iso_moment(std::string_view text);

}  // namespace nightporter::stages
