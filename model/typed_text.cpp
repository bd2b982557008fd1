#include "model/typed_text.h"

#include <charconv>
#include <string>

namespace nightporter::model {

namespace {

std::optional<int> digits(std::string_view text) {
  int number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || text.front() == '-' || error != std::errc() || stopped != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Cell> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stopped != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "2025-11-12 14:03:00", with ".123" when there are milliseconds.
std::optional<Cell> parse_moment(std::string_view text) {
  if ((text.size() != 19 && text.size() != 23) || text[10] != ' ' || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto date = CalendarDate::parse_iso(text.substr(0, 10));
  const auto hours = digits(text.substr(11, 2)), minutes = digits(text.substr(14, 2)), seconds = digits(text.substr(17, 2));
  const auto milliseconds = text.size() == 19 ? std::optional(0) : text[19] == '.' ? digits(text.substr(20)) : std::nullopt;
  if (!date || !hours || !minutes || !seconds || !milliseconds || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return DateTime(std::chrono::local_days(date->days().time_since_epoch()) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
                  std::chrono::seconds(*seconds) + std::chrono::milliseconds(*milliseconds));
}

template <class T>
std::optional<Cell> as_cell(const std::optional<T>& value) {
  return value ? std::optional<Cell>(*value) : std::nullopt;
}

}  // namespace

std::optional<Cell> parse_cell(std::string_view text, ColumnType type) {
  if (text.empty()) return Cell();
  switch (type) {
    case ColumnType::kText:
      return std::string(text);
    case ColumnType::kInteger:
      return parse_integer(text);
    case ColumnType::kDecimal:
      return as_cell(Decimal::parse(text));
    case ColumnType::kDate:
      return as_cell(CalendarDate::parse_iso(text));
    case ColumnType::kDateTime:
      return parse_moment(text);
    case ColumnType::kBoolean:
      if (text == "true" || text == "false") return text == "true";
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace nightporter::model
