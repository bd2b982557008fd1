#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "stages/parse/pdf/text_lines.h"

namespace nightporter::stages::pdf {

/// Where the text of one column stands, or could stand.
struct Column {
  double left = 0;
  double right = 0;
  friend bool operator==(const Column&, const Column&) = default;
};

/// A piece of a line inside a column. Text that runs over several columns belongs to the first of them.
struct Placed {
  std::size_t column = 0;
  std::size_t columns = 1;
  Box box;
  std::string text;
};

/// The columns that gaps between chunks show, by the vote of the lines that have enough chunks; ascending and apart.
std::vector<Column> columns_by_gaps(const std::vector<TextLine>& lines);

/// One column for each stretch of header text, as wide as what stands below it.
std::vector<Column> columns_below(const std::vector<Column>& headers, const std::vector<TextLine>& lines);

/// The pieces of a line by column. A chunk over several columns is cut at the spaces between them, when there are such spaces and
/// no word lies in two columns.
std::vector<Placed> placed(const TextLine& line, const std::vector<Column>& columns);

}  // namespace nightporter::stages::pdf
