#pragma once

#include <cstddef>
#include <vector>

#include "stages/parse/pdf/columns.h"

namespace nightporter::stages::pdf {

/// A line of text cut into columns.
struct PlacedLine {
  Box box;
  double em = 0;
  std::vector<Placed> pieces;  // by ascending column

  const Placed* in(std::size_t column) const;
};

/// What a recipe says of columns, by their position.
struct ColumnRoles {
  std::vector<std::size_t> keys;      // filled in every row
  std::vector<std::size_t> one_word;  // their texts have no spaces, so that a line can end anywhere in one

  bool is_one_word(std::size_t column) const;
  Breaks breaks(std::size_t column) const { return is_one_word(column) ? Breaks::kInsideWord : Breaks::kBetweenWords; }
};

/// Lines [first, end) that are one row of the table.
struct RowLines {
  std::size_t first = 0;
  std::size_t end = 0;
};

/// Groups lines (from top to bottom) into rows.
/// Between two `separators` (y of lines drawn across the whole table, ascending) at most one well-filled line: one row. Otherwise every
/// line is a row of its own, unless the distances of lines show which belong together, or a line has nothing in the key columns and fills
/// only what is filled above it, close below. A number is never joined to a number above it.
/// In columns of one word a number may go on below, and so may a key: where the line is closer to the one above than rows are to each
/// other, or has nothing but ends of such words, each narrower than what stands above it and had no room for more.
std::vector<RowLines> rows_of(const std::vector<PlacedLine>& lines, const std::vector<double>& separators, const ColumnRoles& roles);

}  // namespace nightporter::stages::pdf
