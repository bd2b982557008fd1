#include "app/date_words.h"

#include <charconv>

namespace nightporter::app {

std::optional<DateWord> DateWord::parse(std::string_view text) {
  if (text == "today") return DateWord(std::chrono::days(0));
  if (text == "yesterday") return DateWord(std::chrono::days(1));
  if (text.size() >= 3 && text.front() == '-' && text.back() == 'd') {
    int days = 0;
    const char* end = text.data() + text.size() - 1;
    const auto [stopped, error] = std::from_chars(text.data() + 1, end, days);
    if (error == std::errc() && stopped == end && days >= 0 && days <= 36'500) return DateWord(std::chrono::days(days));
    return std::nullopt;
  }
  if (const auto date = model::CalendarDate::parse_iso(text)) return DateWord(*date);
  return std::nullopt;
}

model::CalendarDate DateWord::resolve(model::CalendarDate today) const {
  if (const auto* date = std::get_if<model::CalendarDate>(&value_)) return *date;
  return today - std::get<std::chrono::days>(value_);
}

}  // namespace nightporter::app
