#include "stages/upload/sheets/sheet_value.h"

#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace nightporter::stages {

namespace {

// 1899-12-30, the day 0 of Google's and Excel's serials.
const std::chrono::sys_days kEpoch = std::chrono::year(1899) / 12 / 30;
constexpr double kMillisecondsPerDay = 86'400'000.0;
constexpr std::int64_t kMostExactInteger = std::int64_t{1} << 53U;

std::string shortest_digits(double number) {
  char digits[400];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed);
  return error == std::errc() ? std::string(digits, end) : std::string();
}

boost::json::value number_or_text(const model::Decimal& decimal) {
  const std::string digits = decimal.to_string();
  const double number = std::strtod(digits.c_str(), nullptr);
  if (model::Decimal::parse(shortest_digits(number)) == decimal) return number;
  return boost::json::value(digits);
}

boost::json::value serial_of(const model::DateTime& moment) {
  const std::chrono::local_days epoch(kEpoch.time_since_epoch());
  return static_cast<double>((moment - epoch).count()) / kMillisecondsPerDay;
}

model::Cell from_number(double number, model::ColumnType type) {
  using model::ColumnType;
  if (type == ColumnType::kDate && number == std::floor(number) && std::abs(number) < 3e6)
    return model::CalendarDate(kEpoch + std::chrono::days(static_cast<int>(number)));
  if (type == ColumnType::kDateTime && std::abs(number) < 3e6) {
    const std::chrono::local_days epoch(kEpoch.time_since_epoch());
    return model::DateTime(epoch + std::chrono::milliseconds(std::llround(number * kMillisecondsPerDay)));
  }
  const std::string digits = shortest_digits(number);
  const auto decimal = model::Decimal::parse(digits);
  if (!decimal) return digits;
  if (type != ColumnType::kDecimal && decimal->scale() == 0) return decimal->coefficient();
  return *decimal;
}

}  // namespace

boost::json::value to_sheet_value(const model::Cell& cell) {
  struct Writer {
    boost::json::value operator()(model::Empty) const { return boost::json::value(""); }
    boost::json::value operator()(const std::string& text) const { return boost::json::value(text); }
    boost::json::value operator()(std::int64_t number) const {
      if (number >= -kMostExactInteger && number <= kMostExactInteger) return number;
      return boost::json::value(std::to_string(number));
    }
    boost::json::value operator()(const model::Decimal& decimal) const { return number_or_text(decimal); }
    boost::json::value operator()(model::CalendarDate date) const { return std::int64_t{(date.days() - kEpoch).count()}; }
    boost::json::value operator()(const model::DateTime& moment) const { return serial_of(moment); }
    boost::json::value operator()(bool truth) const { return truth; }
  };
  return std::visit(Writer(), cell);
}

model::Cell from_sheet_value(const boost::json::value& value, model::ColumnType type) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_number()) return from_number(value.to_number<double>(), type);
  if (!value.is_string() || value.get_string().empty()) return model::Empty();
  return std::string(value.get_string());
}

model::Cell as_kept_in_sheet(const model::Cell& cell, model::ColumnType type) {
  return from_sheet_value(to_sheet_value(cell), type);
}

}  // namespace nightporter::stages
