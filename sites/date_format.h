#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/calendar_date.h"

namespace nightporter::sites {

/// Is this the format of a date: yyyy yy MMMM MMM MM M dd d (and HH mm, which are 00) with signs, spaces and digits between?
/// nullopt when it is; else what is wrong with it: `"DD" is not part of a date`.
std::optional<std::string> date_format_error(std::string_view format);

/// "dd/MM/yyyy" → "12/11/2025". Names of months are English. Undefined text for a format with an error.
std::string format_date(model::CalendarDate date, std::string_view format);

/// What the writer of a wrong format most likely meant: "DD/MM/YYYY" → "dd/MM/yyyy"; empty when it is no date at all.
std::string nearest_date_format(std::string_view format);

}  // namespace nightporter::sites
