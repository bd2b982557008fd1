#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stages/parse/html/cell_text.h"
#include "stages/parse/raw_reader.h"
#include "stages/parse/text_arena.h"

namespace nightporter::stages {

/// One HTML table while it is read: where the next cell stands, with the cells that reach over columns and down from rows above.
class TableGrid {
 public:
  /// `name` and `limits` must outlive the grid.
  TableGrid(std::size_t table, std::string_view name, const ReadLimits& limits)
      : limits_(limits), row_{.table_name = name, .table = table, .number = 0} {}

  void begin_row();
  /// Ends the open cell and row, if any, and hands the row on.
  void end_row(const RawRowSink& sink);
  void begin_cell(std::uint32_t column_span, std::uint32_t row_span, bool shown_as_text);
  void end_cell();

  bool in_row() const { return in_row_; }
  bool in_cell() const { return in_cell_; }
  CellText& text() { return text_; }

 private:
  const ReadLimits& limits_;
  RawRow row_;
  TextArena texts_;
  CellText text_;
  std::vector<std::uint64_t> covered_until_;  // by column: the last row that a cell above reaches down to
  std::uint32_t next_column_ = 1;
  std::uint32_t column_ = 0;
  bool shown_as_text_ = false;
  bool in_row_ = false;
  bool in_cell_ = false;
};

}  // namespace nightporter::stages
