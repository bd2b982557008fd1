#include "stages/parse/typed/cell_converter.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "stages/parse/spreadsheet_time.h"
#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages {

namespace {

using model::Cell;
using model::ColumnType;

constexpr double kExactIntegers = 9'007'199'254'740'992.0;  // 2^53
constexpr int kMostDecimals = 15;
constexpr int kDigitsBehindTheFirst = 14;
constexpr const char* kDigitsLost = "a number with more digits than a spreadsheet keeps";
constexpr const char* kDigitsLostHint = "The site must export this column as text.";

/// The number at 15 significant digits, without exponent; empty when it is too large.
std::string fifteen_digits(double number) {
  if (number == 0) return "0";
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(number))));
  if (exponent >= 17) return {};
  char text[64];
  const int decimals = std::clamp(kDigitsBehindTheFirst - exponent, 0, kMostDecimals);
  const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, decimals).ptr;
  return std::string(text, end);
}

bool is_whole(double number) {
  return std::trunc(number) == number;
}

std::string number_as_text(const RawNumber& number) {
  if (!is_whole(number.value)) {
    const auto decimal = model::Decimal::parse(fifteen_digits(number.value));
    return decimal ? decimal->to_string() : std::string();
  }
  if (std::fabs(number.value) > kExactIntegers) return {};
  std::string digits = std::to_string(static_cast<std::int64_t>(std::fabs(number.value)));
  if (digits.size() < number.least_digits) digits.insert(0, number.least_digits - digits.size(), '0');
  return number.value < 0 ? "-" + digits : digits;
}

std::string time_as_text(TimeOfDay time) {
  const std::string text = model::to_text(Cell(model::DateTime() + time.since_midnight));
  return text.substr(text.find(' ') + 1);
}

std::string moment_as_text(model::DateTime moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  if (day == moment) return model::CalendarDate(std::chrono::sys_days(day.time_since_epoch())).to_iso();
  return model::to_text(Cell(moment));
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

Cell integer_of(model::Decimal decimal) {
  if (decimal.scale() != 0) throw NotConvertible{"not a whole number", "Use type: decimal in the recipe."};
  return decimal.coefficient();
}

Cell flag_of(std::string_view text) {
  const std::string word = lower(text);
  for (const char* yes : {"true", "yes", "y", "1", "on"})
    if (word == yes) return true;
  for (const char* no : {"false", "no", "n", "0", "off"})
    if (word == no) return false;
  throw NotConvertible{"neither true nor false",
                       "true, yes, y, 1, on and false, no, n, 0, off are understood; use type: text for other words."};
}

}  // namespace

CellConverter::CellConverter(const model::ColumnMapping& column) : type_(column.type), numbers_(column.locale) {
  if (!column.format.empty() && (type_ == ColumnType::kDate || type_ == ColumnType::kDateTime))
    dates_.emplace(column.format, column.locale);
}

Cell CellConverter::convert(const RawCell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell.value)) return from_text(trimmed(*text));
  if (const auto* number = std::get_if<RawNumber>(&cell.value)) return from_number(*number);
  if (const auto* moment = std::get_if<model::DateTime>(&cell.value)) return from_moment(*moment);
  if (const auto* time = std::get_if<TimeOfDay>(&cell.value)) return from_time(*time);
  if (const auto* flag = std::get_if<bool>(&cell.value)) return from_flag(*flag);
  if (const auto* error = std::get_if<FormulaError>(&cell.value))
    throw NotConvertible{"the error value " + std::string(error->code), "The site's export is broken here; look at the row on its page."};
  throw NotConvertible{"a formula that was saved without its result",
                       "Open and save the file in a spreadsheet program, or let the site export values."};
}

Cell CellConverter::from_text(std::string_view text) {
  if (text.empty()) return model::Empty();
  if (type_ == ColumnType::kText) return std::string(text);
  if (is_dash(text)) return model::Empty();
  switch (type_) {
    case ColumnType::kInteger:
    case ColumnType::kDecimal: {
      const std::optional<model::Decimal> number = numbers_.read(text);
      if (!number)
        throw NotConvertible{"not a number", "Is the column's locale right? en-US writes 1,234.5, en-IN 1,23,456.5, de-DE 1.234,5."};
      return type_ == ColumnType::kDecimal ? Cell(*number) : integer_of(*number);
    }
    case ColumnType::kDate:
    case ColumnType::kDateTime: {
      const model::DateTime moment = read_moment(text);
      text_dates_ = true;
      if (type_ == ColumnType::kDateTime) return moment;
      return model::CalendarDate(std::chrono::sys_days(std::chrono::floor<std::chrono::days>(moment).time_since_epoch()));
    }
    case ColumnType::kBoolean:
      return flag_of(text);
    case ColumnType::kText:
      break;
  }
  return std::string(text);
}

model::DateTime CellConverter::read_moment(std::string_view text) const {
  if (dates_) {
    if (const std::optional<model::DateTime> moment = dates_->read(text)) return *moment;
    throw NotConvertible{"not a date as " + dates_->pattern(), "Correct the column's format in the recipe."};
  }
  const std::optional<RawValue> value = parse_iso_moment(text);
  const auto* moment = value ? std::get_if<model::DateTime>(&*value) : nullptr;
  if (moment == nullptr) throw NotConvertible{"not a date as yyyy-MM-dd", "Give the column a format in the recipe, such as dd/MM/yyyy."};
  return *moment;
}

Cell CellConverter::from_number(const RawNumber& number) const {
  switch (type_) {
    case ColumnType::kText: {
      std::string text = number_as_text(number);
      if (text.empty()) throw NotConvertible{kDigitsLost, kDigitsLostHint};
      return text;
    }
    case ColumnType::kInteger:
      if (!is_whole(number.value)) {
        // 12.000000000000002 is shown as 12.
        const std::optional<model::Decimal> decimal = model::Decimal::parse(fifteen_digits(number.value));
        if (decimal) return integer_of(*decimal);
      }
      if (std::fabs(number.value) > kExactIntegers) throw NotConvertible{kDigitsLost, kDigitsLostHint};
      return static_cast<std::int64_t>(number.value);
    case ColumnType::kDecimal: {
      const std::optional<model::Decimal> decimal = model::Decimal::parse(fifteen_digits(number.value));
      if (!decimal) throw NotConvertible{"a number of more than 18 digits", ""};
      return *decimal;
    }
    case ColumnType::kBoolean:
      if (number.value == 0 || number.value == 1) return number.value == 1;
      throw NotConvertible{"neither true nor false", "Use type: integer in the recipe."};
    case ColumnType::kDate:
    case ColumnType::kDateTime:
      break;
  }
  throw NotConvertible{"a number where a date should be",
                       "The cell's number format is no date; use type: decimal, or let the site export dates."};
}

Cell CellConverter::from_moment(model::DateTime moment) {
  if (type_ == ColumnType::kText) return moment_as_text(moment);
  if (type_ != ColumnType::kDate && type_ != ColumnType::kDateTime)
    throw NotConvertible{"a date where a number should be", "Use type: date in the recipe."};
  true_dates_ = true;
  if (type_ == ColumnType::kDateTime) return moment;
  return model::CalendarDate(std::chrono::sys_days(std::chrono::floor<std::chrono::days>(moment).time_since_epoch()));
}

Cell CellConverter::from_time(TimeOfDay time) const {
  if (type_ == ColumnType::kText) return time_as_text(time);
  throw NotConvertible{"a time of day without a date", "Use type: text in the recipe."};
}

Cell CellConverter::from_flag(bool flag) const {
  if (type_ == ColumnType::kBoolean) return flag;
  if (type_ == ColumnType::kText) return std::string(flag ? "true" : "false");
  throw NotConvertible{"a boolean", "Use type: boolean in the recipe."};
}

std::string plain_text(const RawCell& cell) {
  struct ToText {
    std::string operator()(std::string_view text) const { return std::string(trimmed(text)); }
    std::string operator()(const RawNumber& number) const {
      std::string text = number_as_text(number);
      if (!text.empty()) return text;
      char digits[40];
      return std::string(digits, std::to_chars(digits, digits + sizeof digits, number.value).ptr);
    }
    std::string operator()(model::DateTime moment) const { return moment_as_text(moment); }
    std::string operator()(TimeOfDay time) const { return time_as_text(time); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(FormulaError error) const { return std::string(error.code); }
    std::string operator()(FormulaWithoutValue) const { return {}; }
  };
  return std::visit(ToText(), cell.value);
}

}  // namespace nightporter::stages
