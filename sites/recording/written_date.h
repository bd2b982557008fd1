#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/calendar_date.h"

/// Dates as pages and addresses write them.
namespace nightporter::sites::recording {

/// One way to read a text as a date. `filters` is what writes it again: "dd/MM/yyyy", "dd MMM yyyy | upper", "dd/MM/yyyy | url".
struct WrittenDate {
  model::CalendarDate date;
  std::string filters;
};

/// Every way to read the whole of `text` as a date; the day stands before the month in the first of two. Empty: it is none.
std::vector<WrittenDate> read_date(std::string_view text);

struct DateInText {
  std::size_t position = 0;
  std::size_t length = 0;
  std::string filters;
};

/// Where `text` holds `date`, with day, month and year, as a word of its own, from `begin` on.
std::optional<DateInText> find_date(std::string_view text, model::CalendarDate date, std::size_t begin = 0);

}  // namespace nightporter::sites::recording
