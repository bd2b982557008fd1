#include "stages/upload/sheets/sheet_content.h"

#include <boost/json/array.hpp>

#include "stages/upload/sheets/a1_range.h"
#include "stages/upload/sheets/sheet_value.h"

namespace nightporter::stages {

namespace {

bool is_empty(const boost::json::value& value) {
  return value.is_null() || (value.is_string() && value.get_string().empty());
}

bool is_blank(const model::Row& row) {
  for (const model::Cell& cell : row)
    if (!std::holds_alternative<model::Empty>(cell)) return false;
  return true;
}

}  // namespace

void SheetReader::take(std::int64_t first_row, const boost::json::array& rows) {
  std::int64_t position = first_row;
  for (const boost::json::value& row : rows) take_row(position++, row.as_array());
}

void SheetReader::take_row(std::int64_t position, const boost::json::array& row) {
  bool used = false;
  for (const boost::json::value& value : row) used = used || !is_empty(value);
  if (!used) return;
  content_.last_used_row = position;
  if (position == 1) {
    for (const boost::json::value& value : row) header_texts_.push_back(model::to_text(from_sheet_value(value, model::ColumnType::kText)));
    return;
  }
  ExistingRow existing{.position = position, .cells = model::Row(columns_.size())};
  for (std::size_t index = 0; index < columns_.size() && index < row.size(); ++index)
    existing.cells[index] = from_sheet_value(row[index], columns_[index].type);
  if (!is_blank(existing.cells)) content_.rows.push_back(std::move(existing));
}

SheetContent SheetReader::finish() {
  content_.headers = check_header_row(columns_, header_texts_, tab_);
  if (content_.headers == HeaderRow::kComplete) return std::move(content_);
  for (std::size_t index = 0; index < columns_.size(); ++index) {
    const bool has_header = content_.headers == HeaderRow::kLonger && index < header_texts_.size() && !header_texts_[index].empty();
    if (has_header) continue;
    for (const ExistingRow& row : content_.rows)
      if (!std::holds_alternative<model::Empty>(row.cells[index]))
        throw HeadersMoved("the column " + column_letters(index + 1) + " of the tab " + quoted_tab(tab_) + " has no header, but row " +
                               std::to_string(row.position) + " has a value there; \"" + columns_[index].header +
                               "\" belongs into this column",
                           "put the header back if it was taken away, or move what is in the column to the right. Nothing was written");
  }
  return std::move(content_);
}

}  // namespace nightporter::stages
