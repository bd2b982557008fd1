#pragma once

#include <optional>
#include <string>

#include "model/cell.h"
#include "model/table_mapping.h"
#include "stages/parse/raw_row.h"
#include "stages/parse/typed/date_format.h"
#include "stages/parse/typed/number_text.h"

namespace nightporter::stages {

/// Why a cell is not what its column should hold.
struct NotConvertible {
  std::string reason;  // "not a date as dd/MM/yyyy"
  std::string hint;
};

/// Turns the raw cells of one column into typed ones. Numbers of a spreadsheet are taken at the 15 digits that such programs show,
/// and at most 15 decimals.
class CellConverter {
 public:
  /// Throws ParseError{kBadMapping} for a locale or date format that cannot be read.
  explicit CellConverter(const model::ColumnMapping& column);

  /// Empty for white space, and for a dash in a column of numbers or dates. Throws NotConvertible.
  model::Cell convert(const RawCell& cell);

  /// True when the column's dates came as text in some rows and as true dates in others: a sign that the program which wrote the file
  /// took day for month where it could.
  bool dates_are_mixed() const { return text_dates_ && true_dates_; }

 private:
  model::Cell from_text(std::string_view text);
  model::Cell from_number(const RawNumber& number) const;
  model::Cell from_moment(model::DateTime moment);
  model::Cell from_time(TimeOfDay time) const;
  model::Cell from_flag(bool flag) const;
  model::DateTime read_moment(std::string_view text) const;

  model::ColumnType type_;
  NumberText numbers_;
  std::optional<DateFormat> dates_;
  bool text_dates_ = false;
  bool true_dates_ = false;
};

/// A raw value as plain text, for columns that have no type: "12.5", "2025-11-12", "true", "#N/A"; empty for a formula without value.
std::string plain_text(const RawCell& cell);

}  // namespace nightporter::stages
