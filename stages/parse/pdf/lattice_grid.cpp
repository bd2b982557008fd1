#include "stages/parse/pdf/lattice_grid.h"

#include "stages/parse/pdf/lattice.h"
#include "stages/parse/pdf/rows.h"

namespace nightporter::stages::pdf {

namespace {

constexpr double kHeld = 0.75;             // of the glyphs that must lie inside the lattice
constexpr std::size_t kSurelySeveral = 3;  // lines in every cell of a row

std::size_t glyphs_in(const Chunk& chunk) {
  std::size_t count = 0;
  for (const Word& word : chunk.words) count += word.glyphs.size();
  return count;
}

/// Everything upright of `lines` by cell, and by where it lies when it lies outside.
struct Sorted {
  std::vector<std::vector<Word>> cells;
  std::vector<TextLine> above;
  std::vector<TextLine> below;
  bool left = false;  // text beside the lattice
  bool right = false;
  std::size_t held = 0;
  std::size_t all = 0;
};

Sorted sort(const Lattice& lattice, const std::vector<Word>& words, const std::vector<TextLine>& lines) {
  Sorted sorted;
  sorted.cells.resize(lattice.cells.size());
  const Box frame = lattice.box();
  for (const TextLine& line : lines) {
    if (line.box.center_y() < frame.top) sorted.above.push_back(line);
    if (line.box.center_y() >= frame.bottom) sorted.below.push_back(line);
    for (const Chunk& chunk : line.chunks) {
      sorted.all += glyphs_in(chunk);
      if (line.box.center_y() < frame.top || line.box.center_y() >= frame.bottom) continue;
      for (const Word& word : chunk.words) {
        // What is written across an edge belongs where its line lies.
        const auto cell = lattice.cell_at(word.box.center_x(), std::clamp(word.box.center_y(), frame.top, frame.bottom - 0.01));
        if (!cell) {
          sorted.left = sorted.left || word.box.center_x() < frame.left;
          sorted.right = sorted.right || word.box.center_x() >= frame.right;
          continue;
        }
        sorted.held += word.glyphs.size();
        sorted.cells[*cell].push_back(word);
      }
    }
  }
  for (const Word& word : words)
    if (word.turn != Turn::kNone)
      if (const auto cell = lattice.cell_at(word.box.center_x(), word.box.center_y())) sorted.cells[*cell].push_back(word);
  return sorted;
}

std::string text_of(const std::vector<TextLine>& lines, Breaks breaks = Breaks::kBetweenWords) {
  std::string text;
  for (const TextLine& line : lines) {
    std::string one;
    for (const Chunk& chunk : line.chunks) one += (one.empty() ? "" : " ") + chunk.text();
    append_line(text, one, breaks);
  }
  return text;
}

/// Sideways text, word after word.
std::string sideways(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words)
    if (word.turn != Turn::kNone) text += (text.empty() ? "" : " ") + word.text();
  return text;
}

bool all_numbers(const std::vector<TextLine>& lines) {
  return std::all_of(lines.begin(), lines.end(), [](const TextLine& line) { return looks_like_number(text_of({line})); });
}

/// True when the cells show more columns than the lines do: half of the lines in them that have gaps at all are several numbers.
bool cells_hold_columns(const std::vector<std::vector<Word>>& cells) {
  std::size_t with_gaps = 0;
  std::size_t with_numbers = 0;
  for (const std::vector<Word>& cell : cells)
    for (const TextLine& line : text_lines(cell, {})) {
      if (line.chunks.size() < 2) continue;
      ++with_gaps;
      with_numbers += std::count_if(line.chunks.begin(), line.chunks.end(), [](const Chunk& c) { return looks_like_number(c.text()); }) > 1;
    }
  return with_numbers > 1 && with_numbers * 2 >= with_gaps;
}

/// How many rows a row of the lattice really is. `first`: the position of its first column.
std::size_t rows_within(const std::vector<std::vector<TextLine>>& cells, const ColumnRoles& roles, std::size_t first) {
  std::size_t lines = 0;
  std::size_t filled = 0;
  bool numbers = false;
  bool words = false;  // more than pieces of one
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::vector<TextLine>& cell = cells[i];
    if (cell.empty()) continue;
    if (++filled == 1) lines = cell.size();
    if (cell.size() != lines) return 1;
    if (roles.is_one_word(first + i)) continue;
    words = true;
    numbers = numbers || all_numbers(cell);
  }
  return words && filled > 1 && lines > 1 && (numbers || lines >= kSurelySeveral) ? lines : 1;
}

/// True for a row of the lattice that holds several rows of which some cells have more lines than others: two columns of numbers
/// under numbers.
bool holds_uneven_rows(const std::vector<std::vector<TextLine>>& cells, const ColumnRoles& roles, std::size_t first) {
  std::size_t lines = 0;
  std::size_t columns = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::vector<TextLine>& cell = cells[i];
    if (cell.size() < 2 || roles.is_one_word(first + i) || !all_numbers(cell)) continue;
    if (cell.size() > lines) columns = 0;
    lines = std::max(lines, cell.size());
    columns += cell.size() == lines;
  }
  return columns > 1;
}

}  // namespace

std::optional<Grid> lattice_grid(const std::vector<Word>& words, const std::vector<TextLine>& lines, const Rulings& rulings,
                                 const RolesOf& roles_of) {
  const std::optional<Lattice> lattice = lattice_of(rulings);
  if (!lattice) return std::nullopt;
  const Sorted sorted = sort(*lattice, words, lines);
  if (static_cast<double>(sorted.held) < kHeld * static_cast<double>(sorted.all)) return std::nullopt;

  if (cells_hold_columns(sorted.cells)) return std::nullopt;

  Grid grid;
  const Box frame = lattice->box();
  double left = frame.left;
  double right = frame.right;
  for (const TextLine& line : lines) {
    left = std::min(left, line.box.left);
    right = std::max(right, line.box.right);
  }
  const std::size_t shift = sorted.left ? 1 : 0;
  if (sorted.left) grid.columns.push_back({left, frame.left});
  for (std::size_t i = 0; i < lattice->columns(); ++i) grid.columns.push_back({lattice->xs[i], lattice->xs[i + 1]});
  if (sorted.right) grid.columns.push_back({frame.right, right});

  const ColumnRoles roles = roles_of(grid.columns);
  add_lines(grid, sorted.above, {}, roles);
  for (GridRow& row : grid.rows) row.beside = true;
  const std::size_t first_body_row = grid.rows.size();
  std::size_t next_cell = 0;
  for (std::size_t row = 0; row < lattice->rows(); ++row) {
    std::vector<std::vector<TextLine>> cells(lattice->columns());
    std::vector<std::string> turned(lattice->columns());
    for (; next_cell < lattice->cells.size() && lattice->cells[next_cell].row == row; ++next_cell) {
      const std::size_t column = lattice->cells[next_cell].column;
      cells[column] = text_lines(sorted.cells[next_cell], {});
      turned[column] = sideways(sorted.cells[next_cell]);
    }
    const std::size_t count = rows_within(cells, roles, shift);
    if (count == 1 && holds_uneven_rows(cells, roles, shift)) {
      std::vector<TextLine> band;
      for (const TextLine& line : lines)
        if (line.box.center_y() >= lattice->ys[row] && line.box.center_y() < lattice->ys[row + 1]) band.push_back(line);
      add_lines(grid, band, {}, roles);
      continue;
    }
    for (std::size_t part = 0; part < count; ++part) {
      GridRow& added = grid.rows.emplace_back();
      added.top = lattice->ys[row] + (lattice->ys[row + 1] - lattice->ys[row]) * static_cast<double>(part) / static_cast<double>(count);
      added.bottom = lattice->ys[row + 1];
      added.cells.resize(grid.columns.size());
      for (std::size_t column = 0; column < cells.size(); ++column) {
        std::string& text = added.cells[column + shift];
        if (count == 1)
          text = text_of(cells[column], roles.breaks(column + shift));
        else if (!cells[column].empty())
          text = text_of({cells[column][part]});
        if (part == 0) append_line(text, turned[column]);
      }
    }
  }
  // What stands beside the lattice goes into the row at its height.
  for (const TextLine& line : lines) {
    const double y = line.box.center_y();
    if (y < frame.top || y >= frame.bottom) continue;
    const auto body = grid.rows.begin() + static_cast<std::ptrdiff_t>(first_body_row);
    const auto row = std::find_if(body, grid.rows.end(), [&](const GridRow& one) { return y >= one.top && y < one.bottom; });
    if (row == grid.rows.end()) continue;
    std::string before;
    std::string behind;
    for (const Chunk& chunk : line.chunks)
      for (const Word& word : chunk.words) {
        if (word.box.center_x() >= frame.left && word.box.center_x() < frame.right) continue;
        append_line(word.box.center_x() < frame.left ? before : behind, word.text());
      }
    append_line(row->cells.front(), before, roles.breaks(0));
    append_line(row->cells.back(), behind, roles.breaks(grid.columns.size() - 1));
  }
  const std::size_t end_of_body = grid.rows.size();
  add_lines(grid, sorted.below, {}, roles);
  for (std::size_t i = end_of_body; i < grid.rows.size(); ++i) grid.rows[i].beside = true;
  return grid;
}

}  // namespace nightporter::stages::pdf
