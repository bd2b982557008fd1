#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stages/parse/parse_error.h"
#include "stages/parse/raw_reader.h"
#include "stages/parse/text_arena.h"
#include "stages/parse/xlsx/number_format.h"
#include "stages/parse/xlsx/shared_strings.h"
#include "stages/parse/xlsx/text_runs.h"

namespace nightporter::stages {

/// What the cells of all sheets refer to.
struct SheetContext {
  const SharedStrings& strings;
  const std::vector<NumberFormat>& formats;
  bool date_1904;
  const ReadLimits& limits;
};

/// Turns the XML of one worksheet into rows. Trusts no dimension, allocates nothing by coordinates, sorts the cells of a row.
class WorksheetRows : public XmlListener {
 public:
  WorksheetRows(std::size_t table, std::string name, const SheetContext& context, const RawRowSink& sink);

  void start_element(std::string_view name, const XmlAttributes& attributes) override;
  void end_element(std::string_view name) override;
  void text(std::string_view piece) override;

 private:
  enum class CellType { kNumber, kSharedString, kInlineString, kFormulaString, kBoolean, kError, kDate };

  void begin_row(const XmlAttributes& attributes);
  void end_row();
  void begin_cell(const XmlAttributes& attributes);
  void end_cell();
  RawValue value_of_cell();
  RawValue number_of_cell();
  const NumberFormat& format_of_cell() const;
  void add(RawValue value);
  Place place(std::string value = {}) const;
  [[noreturn]] void fail(ParseErrorKind kind, const std::string& message, std::string value = {}) const;

  const std::string name_;
  const SheetContext context_;
  const RawRowSink& sink_;
  RawRow row_;
  TextArena texts_;
  TextRuns runs_;
  std::string value_;
  std::uint64_t last_row_ = 0;
  std::uint32_t column_ = 0;
  std::size_t style_ = 0;
  CellType type_ = CellType::kNumber;
  bool row_numbered_ = false;
  bool sorted_ = true;
  bool in_data_ = false;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_inline_ = false;
  bool has_formula_ = false;
  bool has_inline_ = false;
};

}  // namespace nightporter::stages
