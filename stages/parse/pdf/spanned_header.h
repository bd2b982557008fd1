#pragma once

#include <cstddef>
#include <vector>

#include "stages/parse/pdf/rulings.h"
#include "stages/parse/pdf/table_grid.h"

namespace nightporter::stages::pdf {

/// Lines below the names of groups of columns: those that run over two columns or more, but not over all. By ascending y.
std::vector<Ruling> group_lines(const std::vector<Ruling>& horizontal, const std::vector<Column>& columns, double from, double to);

/// The rows of a header in which such lines part the names of groups from the names of columns. A group's name goes to its first column;
/// a name without a line above it goes to the first row.
std::vector<GridRow> spanned_header(const std::vector<TextLine>& lines, const std::vector<Ruling>& group_lines,
                                    const std::vector<Column>& columns);

}  // namespace nightporter::stages::pdf
