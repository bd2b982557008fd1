#include "stages/parse/pdf/table_pages.h"

#include <algorithm>
#include <iterator>

#include "stages/parse/parse_error.h"
#include "stages/parse/pdf/lattice_grid.h"
#include "stages/parse/pdf/page_furniture.h"
#include "stages/parse/pdf/rulings.h"
#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages::pdf {

namespace {

constexpr std::size_t kMostTitles = 200;
constexpr std::size_t kMostFooters = 40;
constexpr double kAboveHeader = 8;   // pt: the frame around the header
constexpr double kEndOfTable = 2.2;  // of the font's height: a wider gap may end the table
constexpr double kWiderThanUsual = 1.5;
constexpr double kFoot = 0.12;  // of the page's height

std::vector<std::string> chunk_texts(const TextLine& line) {
  std::vector<std::string> texts;
  for (const Chunk& chunk : line.chunks) texts.push_back(chunk.text());
  return texts;
}

std::string joined_text(const std::vector<std::string>& cells) {
  std::string text;
  for (const std::string& cell : cells)
    if (!cell.empty()) text += (text.empty() ? "" : " ") + cell;
  return text;
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

/// The column of each heading; nullopt when two share one, or one has none.
std::optional<std::vector<std::size_t>> columns_of(const std::vector<Heading>& headings, const std::vector<Column>& columns) {
  std::vector<std::size_t> result;
  for (const Heading& heading : headings) {
    const double center = (heading.place.left + heading.place.right) / 2;
    const auto column =
        std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.left <= center && center <= c.right; });
    const auto index = static_cast<std::size_t>(column - columns.begin());
    if (column == columns.end() || (!result.empty() && index <= result.back())) return std::nullopt;
    result.push_back(index);
  }
  return result;
}

/// The heading of each column; empty for one that has none.
std::vector<std::string> names_of(const std::vector<Heading>& headings, const std::vector<Column>& columns) {
  std::vector<std::string> names(columns.size());
  const auto found = columns_of(headings, columns);
  for (std::size_t i = 0; i < headings.size(); ++i)
    if (const std::size_t column = found ? (*found)[i] : i; column < names.size()) names[column] = headings[i].text;
  return names;
}

/// True when the columns of two pages are the same: the middle of each lies in its like.
bool same_columns(const std::vector<Column>& a, const std::vector<Column>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double center = (b[i].left + b[i].right) / 2;
    if (center < a[i].left || center > a[i].right) return false;
  }
  return true;
}

/// True when a line looks like a row: more than half of the columns filled, nothing written across them.
bool fits(const TextLine& line, const std::vector<Column>& columns) {
  const std::vector<Placed> pieces = placed(line, columns);
  return pieces.size() * 2 > columns.size() && std::all_of(pieces.begin(), pieces.end(), [](const Placed& p) { return p.columns == 1; });
}

/// True when one of the chunks reads so.
bool has_text(const TextLine& line, const std::string& text) {
  const std::string wanted = folded(text);
  return !wanted.empty() && std::any_of(line.chunks.begin(), line.chunks.end(), [&](const Chunk& c) { return folded(c.text()) == wanted; });
}

}  // namespace

void TablePages::add(const PageContent& page, const PageContent& before, const PageContent& after) {
  const Rulings rulings = joined(page.rulings);
  std::vector<TextLine> lines = text_lines(page.words, rulings.vertical);
  const std::optional<FoundHeader> header = find_header(lines, known_.columns);
  if (header) {
    const auto below = std::find_if(lines.begin(), lines.end(), [&](const TextLine& l) { return l.box.center_y() > header->box.bottom; });
    if (!layout_)
      for (auto line = lines.begin(); line != below && titles_.size() < kMostTitles; ++line)
        if (line->box.bottom <= header->box.top + line->em / 2) titles_.push_back(chunk_texts(*line));
  } else if (!layout_) {
    for (const TextLine& line : lines)
      if (titles_.size() < kMostTitles) titles_.push_back(chunk_texts(line));
    return;
  }
  lines = without_furniture(lines, page, text_lines(before.words, joined(before.rulings).vertical),
                            text_lines(after.words, joined(after.rulings).vertical));
  if (const std::optional<Grid> grid = between_lines(page, lines, header ? &*header : nullptr)) {
    if (header) take_layout(*header, grid->columns);
    layout_->columns = grid->columns;
    return take_rows(*grid);
  }
  if (header) std::erase_if(lines, [&](const TextLine& line) { return line.box.center_y() <= header->box.bottom; });
  take_rows(between_gaps(page, lines, rulings, header ? &*header : nullptr));
}

std::optional<Grid> TablePages::between_lines(const PageContent& page, const std::vector<TextLine>& lines,
                                              const FoundHeader* header) const {
  const double top = header != nullptr ? header->box.top - kAboveHeader : 0;
  const PageContent area = cropped(page, {0, top, page.width, page.height});
  std::vector<TextLine> inside;
  for (const TextLine& line : lines)
    if (line.box.center_y() >= top) inside.push_back(line);
  if (inside.empty()) return std::nullopt;
  std::optional<Grid> grid = lattice_grid(area.words, inside, joined(area.rulings), [&](const std::vector<Column>& columns) {
    return header != nullptr ? roles_of(names_of(header->headings, columns)) : layout_->roles;
  });
  if (!grid) return std::nullopt;
  if (header != nullptr ? !columns_of(header->headings, grid->columns) : !same_columns(grid->columns, layout_->columns))
    return std::nullopt;
  const double begin = header != nullptr ? header->box.center_y() : 0;
  std::erase_if(grid->rows, [&](const GridRow& row) { return row.top < begin; });
  return grid;
}

Grid TablePages::between_gaps(const PageContent& page, const std::vector<TextLine>& lines, const Rulings& rulings,
                              const FoundHeader* header) {
  std::vector<Column> known = layout_ ? layout_->columns : std::vector<Column>();
  if (header != nullptr) {
    known.clear();
    for (const Heading& heading : header->headings) known.push_back(heading.place);
  }
  Grid grid;
  grid.columns = columns_below(known, lines);
  if (header != nullptr) {
    Box all = header->box;
    for (const TextLine& line : lines) all = all.united(line.box);
    const std::vector<Column> between = columns_between(rulings, all);
    if (between.size() >= known.size() && columns_of(header->headings, between)) grid.columns = between;
    take_layout(*header, grid.columns);
  }
  const std::size_t count = lines_of_table(page, lines, grid.columns, header != nullptr ? header->box.bottom : 0);
  const auto end = lines.begin() + static_cast<std::ptrdiff_t>(count);
  if (count > 0) add_lines(grid, {lines.begin(), end}, separators_of(rulings, grid.columns), layout_->roles);
  for (auto line = end; line != lines.end(); ++line) {
    GridRow& row = grid.rows.emplace_back();
    row.beside = true;
    row.cells = chunk_texts(*line);
  }
  layout_->columns = grid.columns;
  return grid;
}

/// How many of the lines are the table: it ends at a wide gap below which nothing looks like a row, and before what stands at the page's
/// foot, far below everything else.
std::size_t TablePages::lines_of_table(const PageContent& page, const std::vector<TextLine>& all, const std::vector<Column>& columns,
                                       double top) const {
  const auto foot =
      std::find_if(all.begin(), all.end(), [&](const TextLine& line) { return line.box.center_y() > (1 - kFoot) * page.height; });
  const double above = foot == all.begin() ? top : std::prev(foot)->box.center_y();
  const bool apart = foot != all.end() && foot->box.center_y() - above > 2 * kEndOfTable * foot->em;
  const std::vector<TextLine> lines(all.begin(), apart ? foot : all.end());
  std::vector<double> distances;
  for (std::size_t i = 1; i < lines.size(); ++i) distances.push_back(lines[i].box.center_y() - lines[i - 1].box.center_y());
  std::sort(distances.begin(), distances.end());
  const double usual = distances.empty() ? 0 : distances[distances.size() * 3 / 4];
  std::size_t last_fitting = lines.size();
  for (std::size_t i = lines.size(); i-- > 0;)
    if (fits(lines[i], columns) || has_text(lines[i], known_.totals_text)) {
      last_fitting = i;
      break;
    }
  if (last_fitting == lines.size()) return lines.size();
  for (std::size_t i = last_fitting + 1; i < lines.size(); ++i) {
    const double distance = lines[i].box.center_y() - lines[i - 1].box.center_y();
    if (distance > kEndOfTable * lines[i - 1].em || (distances.size() > 4 && distance > kWiderThanUsual * usual)) return i;
  }
  return lines.size();
}

/// By what the mapping says of the headers; the first one is the key when none of them is.
ColumnRoles TablePages::roles_of(const std::vector<std::string>& names) const {
  ColumnRoles roles;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (const KnownColumn& column : known_.columns) {
      if (names[i].empty() || column.header != names[i]) continue;
      if (column.key) roles.keys.push_back(i);
      if (column.one_word) roles.one_word.push_back(i);
    }
  if (roles.keys.empty()) {
    const auto first = std::find_if(names.begin(), names.end(), [](const std::string& name) { return !name.empty(); });
    roles.keys.push_back(first == names.end() ? 0 : static_cast<std::size_t>(first - names.begin()));
  }
  return roles;
}

void TablePages::take_layout(const FoundHeader& header, const std::vector<Column>& columns) {
  Layout layout{.names = names_of(header.headings, columns), .columns = columns};
  layout.roles = roles_of(layout.names);
  if (!layout_) {
    for (const std::vector<std::string>& title : titles_) sink_(title);
    titles_.clear();
    sink_(layout.names);
  } else if (layout_->names != layout.names) {
    throw ParseError(
        ParseErrorKind::kSiteChanged,
        "the header of a later page reads \"" + joined_text(layout.names) + "\" instead of \"" + joined_text(layout_->names) + "\"",
        "A report must have the same columns on all pages.");
  }
  layout_ = std::move(layout);
}

void TablePages::take_rows(const Grid& grid) {
  bool first = true;
  for (const GridRow& row : grid.rows) {
    if (row.beside) {
      keep_footer(joined_text(row.cells));
      continue;
    }
    if (repeats_header(row.cells)) continue;
    if (first && !held_.empty() && continues(row.cells)) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) append_line(held_[i], row.cells[i], layout_->roles.breaks(i));
    } else {
      flush();
      held_ = row.cells;
    }
    first = false;
  }
}

/// By the columns that the mapping knows; spaces do not count, since lines of a heading are joined as those of its column are.
bool TablePages::repeats_header(const std::vector<std::string>& cells) const {
  std::size_t same = 0;
  for (const KnownColumn& column : known_.columns) {
    const auto name = std::find(layout_->names.begin(), layout_->names.end(), column.header);
    if (name == layout_->names.end()) continue;
    const auto index = static_cast<std::size_t>(name - layout_->names.begin());
    if (index >= cells.size() || without_spaces(cells[index]) != without_spaces(column.header)) return false;
    ++same;
  }
  return same > 0;
}

bool TablePages::continues(const std::vector<std::string>& cells) const {
  if (cells.size() != held_.size()) return false;
  for (const std::size_t key : layout_->roles.keys)
    if (!cells[key].empty()) return false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    if (held_[i].empty()) return false;
    if (!layout_->roles.is_one_word(i) && looks_like_number(cells[i]) && looks_like_number(held_[i])) return false;
  }
  return true;
}

void TablePages::keep_footer(const std::string& text) {
  if (footers_.size() < kMostFooters && std::find(footers_.begin(), footers_.end(), text) == footers_.end()) footers_.push_back(text);
}

void TablePages::flush() {
  if (!held_.empty()) sink_(held_);
  held_.clear();
}

void TablePages::finish() {
  for (const std::vector<std::string>& title : titles_) sink_(title);
  flush();
  for (const std::string& footer : footers_) sink_({footer});
}

}  // namespace nightporter::stages::pdf
