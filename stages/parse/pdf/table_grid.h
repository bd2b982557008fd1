#pragma once

#include <string>
#include <vector>

#include "stages/parse/pdf/columns.h"
#include "stages/parse/pdf/page_content.h"
#include "stages/parse/pdf/rows.h"
#include "stages/parse/pdf/rulings.h"

namespace nightporter::stages::pdf {

struct GridRow {
  double top = 0;
  double bottom = 0;
  std::vector<std::string> cells;  // one for each column, empty ones too
  bool beside = false;             // above or below the ruling lines that make the table
};

/// A table of one page.
struct Grid {
  std::vector<Column> columns;
  std::vector<GridRow> rows;
};

/// What is known of a table before it is read.
struct GridHints {
  std::vector<Column> columns;  // where its columns are; empty = find out
  ColumnRoles roles;            // without keys: the first column is one
};

/// Columns between the vertical lines that run along most of `text`, the box around the table's text; empty when there are none.
std::vector<Column> columns_between(const Rulings& rulings, const Box& text);

/// The y of the lines that are drawn across the columns, the first and the last of them included; ascending.
std::vector<double> separators_of(const Rulings& rulings, const std::vector<Column>& columns);

/// The box around all lines, of which there must be one.
Box box_of(const std::vector<TextLine>& lines);

/// Adds the lines to a grid whose columns are known: see rows_of.
void add_lines(Grid& grid, const std::vector<TextLine>& lines, const std::vector<double>& separators, const ColumnRoles& roles);

/// The one table that `area` consists of: by its ruling lines where they hold its text, otherwise by the gaps between words. Nothing of
/// the text is left out. Rows and columns without text are dropped, except that given columns stay.
Grid grid_of(const PageContent& area, const GridHints& hints = {});

}  // namespace nightporter::stages::pdf
