#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "model/cell.h"

namespace nightporter::stages {

/// A number of a spreadsheet. With the number format "00000" it is shown with at least five digits.
struct RawNumber {
  double value = 0;
  std::uint8_t least_digits = 0;
  friend bool operator==(const RawNumber&, const RawNumber&) = default;
};

/// A time of day without a date (a serial number below 1).
struct TimeOfDay {
  std::chrono::milliseconds since_midnight{};
  friend bool operator==(const TimeOfDay&, const TimeOfDay&) = default;
};

/// "#DIV/0!", "#N/A"…
struct FormulaError {
  std::string_view code;
  friend bool operator==(const FormulaError&, const FormulaError&) = default;
};

/// A formula that was saved without its result. Never zero, never empty: nobody knows.
struct FormulaWithoutValue {
  friend bool operator==(const FormulaWithoutValue&, const FormulaWithoutValue&) = default;
};

using RawValue = std::variant<std::string_view, RawNumber, model::DateTime, TimeOfDay, bool, FormulaError, FormulaWithoutValue>;

/// One cell as the file has it, before anybody asked what the column should be. Text keeps its white space.
struct RawCell {
  std::uint32_t column = 1;  // 1 = A
  RawValue value;
  bool shown_as_text = false;  // text on purpose (string cell, mso-number-format:\@): digits in it are not a number
  bool formula = false;
};

/// One row with something in it: its cells that are not empty, by ascending column. The text belongs to the reader and is
/// valid until the sink returns.
struct RawRow {
  std::string_view table_name;  // "Sheet1", the id of an HTML table; may be empty
  std::size_t table = 0;        // which sheet or HTML table, counted from 0 in the file's order
  std::uint64_t number = 1;     // 1-based, as a spreadsheet program counts
  std::vector<RawCell> cells;
};

}  // namespace nightporter::stages
