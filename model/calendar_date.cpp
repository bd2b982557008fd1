#include "model/calendar_date.h"

#include <charconv>

#include "model/padded_number.h"

namespace nightporter::model {

namespace {
template <class Number>
bool read_digits(std::string_view text, Number& number) {
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}
}  // namespace

std::optional<CalendarDate> CalendarDate::from_numbers(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (year < 1 || year > 9999 || !date.ok()) return std::nullopt;
  return CalendarDate(std::chrono::sys_days(date));
}

std::optional<CalendarDate> CalendarDate::parse_iso(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (!read_digits(text.substr(0, 4), year) || !read_digits(text.substr(5, 2), month) || !read_digits(text.substr(8, 2), day))
    return std::nullopt;
  return from_numbers(year, month, day);
}

std::string CalendarDate::to_iso() const {
  const std::chrono::year_month_day date = year_month_day();
  std::string text;
  append_padded(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  return text;
}

}  // namespace nightporter::model
