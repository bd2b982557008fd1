#include "stages/parse/html/table_grid.h"

#include <algorithm>

#include "stages/parse/parse_error.h"

namespace nightporter::stages {

void TableGrid::begin_row() {
  in_row_ = true;
  next_column_ = 1;
  if (++row_.number > limits_.rows) throw ParseError(ParseErrorKind::kTooLarge, "more than " + std::to_string(limits_.rows) + " rows");
}

void TableGrid::end_row(const RawRowSink& sink) {
  if (!in_row_) return;
  end_cell();
  in_row_ = false;
  if (!row_.cells.empty()) sink(row_);
  row_.cells.clear();
  texts_.clear();
}

void TableGrid::begin_cell(std::uint32_t column_span, std::uint32_t row_span, bool shown_as_text) {
  if (!in_row_) begin_row();
  end_cell();
  while (next_column_ < covered_until_.size() && covered_until_[next_column_] >= row_.number) ++next_column_;
  if (next_column_ > limits_.columns)
    throw ParseError(ParseErrorKind::kTooLarge, Place{.row = row_.number}, "more than " + std::to_string(limits_.columns) + " columns");
  column_ = next_column_;
  const std::uint32_t span = std::clamp<std::uint32_t>(column_span, 1, limits_.columns - column_ + 1);
  next_column_ = column_ + span;
  if (row_span > 1) {
    if (covered_until_.size() < next_column_) covered_until_.resize(next_column_);
    std::fill(covered_until_.begin() + column_, covered_until_.begin() + next_column_, row_.number + row_span - 1);
  }
  shown_as_text_ = shown_as_text;
  in_cell_ = true;
  text_.clear();
}

void TableGrid::end_cell() {
  if (!in_cell_) return;
  in_cell_ = false;
  const std::string_view text = text_.text();
  if (text.size() > limits_.cell_bytes)
    throw ParseError(ParseErrorKind::kTooLarge, Place{.row = row_.number, .column = column_}, "a value that is too long");
  if (!text.empty()) row_.cells.push_back({.column = column_, .value = texts_.keep(text), .shown_as_text = shown_as_text_});
}

}  // namespace nightporter::stages
