#include "stages/parse/pdf/spanned_header.h"

namespace nightporter::stages::pdf {

namespace {

constexpr double kSlack = 1;  // pt

bool covers(const Ruling& line, double x) {
  return line.from - kSlack <= x && x <= line.to + kSlack;
}

std::size_t columns_covered(const Ruling& line, const std::vector<Column>& columns) {
  return static_cast<std::size_t>(std::count_if(columns.begin(), columns.end(), [&](const Column& column) {
    return overlap(line.from, line.to, column.left, column.right) > (column.right - column.left) / 2;
  }));
}

std::size_t first_column(const Ruling& line, const std::vector<Column>& columns) {
  std::size_t first = 0;
  while (first + 1 < columns.size() &&
         overlap(line.from, line.to, columns[first].left, columns[first].right) <= (columns[first].right - columns[first].left) / 2)
    ++first;
  return first;
}

}  // namespace

std::vector<Ruling> group_lines(const std::vector<Ruling>& horizontal, const std::vector<Column>& columns, double from, double to) {
  std::vector<Ruling> lines;
  for (const Ruling& line : horizontal) {
    if (line.at <= from || line.at >= to) continue;
    const std::size_t count = columns_covered(line, columns);
    if (count >= 2 && count < columns.size()) lines.push_back(line);
  }
  return lines;
}

std::vector<GridRow> spanned_header(const std::vector<TextLine>& lines, const std::vector<Ruling>& groups,
                                    const std::vector<Column>& columns) {
  const std::vector<double> levels = positions_of(groups);
  std::vector<GridRow> rows(levels.size() + 1);
  for (GridRow& row : rows) {
    row.cells.resize(columns.size());
    row.top = lines.front().box.top;
    row.bottom = lines.back().box.bottom;
  }
  for (const TextLine& line : lines)
    for (const Chunk& chunk : line.chunks) {
      const Ruling* below = nullptr;
      std::size_t row = 0;
      for (const Ruling& group : groups) {
        if (!covers(group, chunk.box.center_x())) continue;
        if (group.at < chunk.box.center_y())
          row = static_cast<std::size_t>(std::upper_bound(levels.begin(), levels.end(), group.at + kSlack) - levels.begin());
        else if (below == nullptr)
          below = &group;
      }
      if (below != nullptr) {
        append_line(rows[row].cells[first_column(*below, columns)], chunk.text());
        continue;
      }
      for (const Placed& piece : placed({.box = line.box, .em = line.em, .chunks = {chunk}}, columns))
        append_line(rows[row].cells[piece.column], piece.text);
    }
  return rows;
}

}  // namespace nightporter::stages::pdf
