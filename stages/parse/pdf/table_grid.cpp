#include "stages/parse/pdf/table_grid.h"

#include <optional>

#include "stages/parse/pdf/lattice_grid.h"
#include "stages/parse/pdf/rulings.h"
#include "stages/parse/pdf/spanned_header.h"

namespace nightporter::stages::pdf {

namespace {

constexpr double kMostOfHeight = 0.5;  // that a ruling line must cover to divide columns
constexpr double kWholeWidth = 0.8;    // of the columns that a ruling line must cross to divide rows

/// How many of the first lines are a header with names of groups, drawn with lines below them; 0 when there is none.
std::size_t lines_of_spanned_header(const std::vector<TextLine>& lines, const Rulings& rulings, const std::vector<Column>& columns,
                                    const std::vector<double>& separators) {
  const auto end_of_header = std::upper_bound(separators.begin(), separators.end(), lines.front().box.center_y());
  if (end_of_header == separators.end()) return 0;
  std::size_t count = 0;
  while (count < lines.size() && lines[count].box.center_y() < *end_of_header) ++count;
  const std::vector<Ruling> groups = group_lines(rulings.horizontal, columns, lines.front().box.center_y(), *end_of_header);
  if (groups.empty() || groups.back().at > lines[count - 1].box.center_y()) return 0;
  return count;
}

void drop_empty_columns(Grid& grid) {
  for (std::size_t column = grid.columns.size(); column-- > 0;) {
    const bool filled = std::any_of(grid.rows.begin(), grid.rows.end(), [&](const GridRow& row) { return !row.cells[column].empty(); });
    if (filled) continue;
    grid.columns.erase(grid.columns.begin() + static_cast<std::ptrdiff_t>(column));
    for (GridRow& row : grid.rows) row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(column));
  }
}

Grid stream_grid(const std::vector<TextLine>& lines, const Rulings& rulings, const std::vector<Column>& known, const ColumnRoles& roles) {
  Grid grid;
  const Box text = box_of(lines);
  grid.columns = known;
  if (grid.columns.empty()) {
    grid.columns = columns_by_gaps(lines);
    std::vector<Column> between = columns_between(rulings, text);
    if (between.size() >= grid.columns.size()) grid.columns = std::move(between);
  }
  const std::vector<double> separators = separators_of(rulings, grid.columns);
  const std::size_t header = known.empty() ? lines_of_spanned_header(lines, rulings, grid.columns, separators) : 0;
  const auto body = lines.begin() + static_cast<std::ptrdiff_t>(header);
  if (header > 0)
    grid.rows = spanned_header({lines.begin(), body}, group_lines(rulings.horizontal, grid.columns, text.top, lines[header - 1].box.bottom),
                               grid.columns);
  add_lines(grid, {body, lines.end()}, separators, roles);
  return grid;
}

}  // namespace

Box box_of(const std::vector<TextLine>& lines) {
  Box box = lines.front().box;
  for (const TextLine& line : lines) box = box.united(line.box);
  return box;
}

std::vector<Column> columns_between(const Rulings& rulings, const Box& text) {
  std::vector<double> edges;
  for (const double x : positions_of(rulings.vertical))
    if (covered(rulings.vertical, x, text.top, text.bottom) > kMostOfHeight * text.height()) edges.push_back(x);
  std::vector<Column> columns;
  double left = text.left;
  for (const double edge : edges) {
    if (edge > left + 1 && edge > text.left) columns.push_back({left, edge});
    left = std::max(left, edge);
  }
  if (!edges.empty() && left < text.right - 1) columns.push_back({left, text.right});
  return columns;
}

std::vector<double> separators_of(const Rulings& rulings, const std::vector<Column>& columns) {
  std::vector<double> separators;
  for (const double y : positions_of(rulings.horizontal)) {
    const auto crosses = [&](const Column& column) {
      return covered(rulings.horizontal, y, column.left, column.right) > (column.right - column.left) / 2;
    };
    const auto crossed = std::count_if(columns.begin(), columns.end(), crosses);
    if (crosses(columns.front()) && crosses(columns.back()) &&
        static_cast<double>(crossed) >= kWholeWidth * static_cast<double>(columns.size()))
      separators.push_back(y);
  }
  return separators;
}

void add_lines(Grid& grid, const std::vector<TextLine>& lines, const std::vector<double>& separators, const ColumnRoles& roles) {
  std::vector<PlacedLine> cut;
  for (const TextLine& line : lines) cut.push_back({line.box, line.em, placed(line, grid.columns)});
  for (const RowLines& row : rows_of(cut, separators, roles)) {
    GridRow& added = grid.rows.emplace_back();
    added.cells.resize(grid.columns.size());
    added.top = cut[row.first].box.top;
    added.bottom = cut[row.end - 1].box.bottom;
    for (std::size_t i = row.first; i < row.end; ++i)
      for (const Placed& piece : cut[i].pieces) append_line(added.cells[piece.column], piece.text, roles.breaks(piece.column));
  }
}

Grid grid_of(const PageContent& area, const GridHints& hints) {
  const Rulings rulings = joined(area.rulings);
  const std::vector<TextLine> lines = text_lines(area.words, rulings.vertical);
  if (lines.empty()) return {.columns = hints.columns};
  ColumnRoles roles = hints.roles;
  if (roles.keys.empty()) roles.keys.push_back(0);
  std::optional<Grid> grid;
  if (hints.columns.empty()) grid = lattice_grid(area.words, lines, rulings, [&](const std::vector<Column>&) { return roles; });
  if (!grid) grid = stream_grid(lines, rulings, hints.columns, roles);
  if (hints.columns.empty()) drop_empty_columns(*grid);
  return *std::move(grid);
}

}  // namespace nightporter::stages::pdf
