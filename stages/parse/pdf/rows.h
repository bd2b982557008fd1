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

/// Lines [first, end) that are one row of the table.
struct RowLines {
  std::size_t first = 0;
  std::size_t end = 0;
};

/// Groups lines (from top to bottom) into rows.
/// Between two `separators` (y of lines drawn across the whole table, ascending) at most one well-filled line: one row. Otherwise every
/// line is a row of its own, unless the distances of lines show which belong together, or a line has nothing in `key_columns` and fills
/// only what is filled above it, close below. A number is never joined to a number above it.
std::vector<RowLines> rows_of(const std::vector<PlacedLine>& lines, const std::vector<double>& separators,
                              const std::vector<std::size_t>& key_columns);

/// True when joining `below` to the rows above would put a number under a number.
bool number_under_number(const std::vector<PlacedLine>& lines, RowLines above, const PlacedLine& below);

}  // namespace nightporter::stages::pdf
