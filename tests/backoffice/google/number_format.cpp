#include "tests/backoffice/google/number_format.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cmath>

#include "tests/backoffice/google/google_error.h"

namespace nightporter::backoffice {

namespace {

constexpr double kMillisecondsPerDay = 86'400'000.0;

GoogleError invalid(const std::string& what) {
  return {.message = "Invalid repeatCell: " + what};
}

std::int64_t index_or(const boost::json::object& range, const char* key, std::int64_t otherwise) {
  const auto* index = range.if_contains(key);
  return index == nullptr ? otherwise : index->to_number<std::int64_t>();
}

}  // namespace

bool NumberFormat::covers(std::int64_t row, std::int64_t column) const {
  return row >= first_row && row <= last_row && column >= first_column && column <= last_column;
}

std::string NumberFormat::show(double serial) const {
  const std::chrono::sys_days epoch = std::chrono::year(1899) / 12 / 30;
  const auto moment = epoch + std::chrono::milliseconds(std::llround(serial * kMillisecondsPerDay));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
  return pattern == "yyyy-mm-dd" ? fmt::format("{:%Y-%m-%d}", seconds) : fmt::format("{:%Y-%m-%d %H:%M:%S}", seconds);
}

NumberFormat parse_number_format(const boost::json::object& repeat_cell, std::int64_t rows, std::int64_t columns) {
  const auto* fields = repeat_cell.if_contains("fields");
  if (fields == nullptr || fields->as_string().empty()) throw invalid("At least one field must be listed in 'fields'.");
  if (fields->as_string() != "userEnteredFormat.numberFormat")
    throw invalid("these simulated sheets know the field userEnteredFormat.numberFormat alone");
  const auto& format = repeat_cell.at("cell").at("userEnteredFormat").at("numberFormat");
  const std::string type(format.at("type").as_string()), pattern(format.at("pattern").as_string());
  if (!(type == "DATE" && pattern == "yyyy-mm-dd") && !(type == "DATE_TIME" && pattern == "yyyy-mm-dd hh:mm:ss"))
    throw invalid("these simulated sheets do not know how to show " + type + " " + pattern);
  const boost::json::object& range = repeat_cell.at("range").as_object();
  // Indices begin at 0 and ends are excluded there.
  return {.first_row = index_or(range, "startRowIndex", 0) + 1,
          .last_row = std::min(index_or(range, "endRowIndex", rows), rows),
          .first_column = index_or(range, "startColumnIndex", 0) + 1,
          .last_column = std::min(index_or(range, "endColumnIndex", columns), columns),
          .pattern = pattern};
}

}  // namespace nightporter::backoffice
