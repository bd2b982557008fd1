#include "stages/parse/pdf/rows.h"

#include <cmath>
#include <optional>

namespace nightporter::stages::pdf {

namespace {

constexpr double kWellFilled = 0.5;  // of the columns in use
constexpr double kCloseBelow = 1.5;  // of the font's height, from line to line
constexpr double kJump = 1.2;        // a distance that much larger than the one before divides near from far
constexpr double kSpread = 1.12;     // the near distances differ by less than that
constexpr double kWrapped = 0.75;    // of the near distances must lie under a filled cell
constexpr double kApart = 1.1;       // rows are that much farther from each other than lines that surely are of one row
constexpr double kBeside = 0.8;      // of the font's height: closer lines overlap, so that their cells stand side by side

double pitch(const PlacedLine& above, const PlacedLine& below) {
  return below.box.center_y() - above.box.center_y();
}

bool fills_any(const PlacedLine& line, const std::vector<std::size_t>& columns) {
  return std::any_of(columns.begin(), columns.end(), [&](std::size_t column) { return line.in(column) != nullptr; });
}

/// How many columns the lines use together.
std::size_t used_columns(const std::vector<PlacedLine>& lines, RowLines range) {
  std::vector<std::size_t> used;
  for (std::size_t i = range.first; i < range.end; ++i)
    for (const Placed& piece : lines[i].pieces)
      if (std::find(used.begin(), used.end(), piece.column) == used.end()) used.push_back(piece.column);
  return used.size();
}

bool fills_only_below(const std::vector<PlacedLine>& lines, RowLines above, const PlacedLine& below) {
  return std::all_of(below.pieces.begin(), below.pieces.end(), [&](const Placed& piece) {
    for (std::size_t i = above.first; i < above.end; ++i)
      if (lines[i].in(piece.column) != nullptr) return true;
    return false;
  });
}

bool only_one_word(const std::vector<PlacedLine>& lines, RowLines range, const ColumnRoles& roles) {
  for (std::size_t i = range.first; i < range.end; ++i)
    for (const Placed& piece : lines[i].pieces)
      if (!roles.is_one_word(piece.column)) return false;
  return true;
}

std::size_t pieces_above(const std::vector<PlacedLine>& lines, RowLines above) {
  std::size_t most = 0;
  for (std::size_t i = above.first; i < above.end; ++i) most = std::max(most, lines[i].pieces.size());
  return most;
}

bool is_number_under_number(const PlacedLine& above, const Placed& below) {
  const Placed* other = above.in(below.column);
  return other != nullptr && looks_like_number(below.text) && looks_like_number(other->text);
}

/// True when joining `below` to the rows above would put a number under a number; those that are pieces of one word are none. A line
/// that has as much in it as the row has no such pieces.
bool number_under_number(const std::vector<PlacedLine>& lines, RowLines above, const PlacedLine& below, const ColumnRoles& roles) {
  const bool may_be_pieces = below.pieces.size() < pieces_above(lines, above) || only_one_word(lines, above, roles);
  for (const Placed& piece : below.pieces) {
    if (may_be_pieces && roles.is_one_word(piece.column)) continue;
    for (std::size_t i = above.first; i < above.end; ++i)
      if (is_number_under_number(lines[i], piece)) return true;
  }
  return false;
}

/// The smallest distance of a line that begins a row without any doubt: with its key, and as well filled as any, or a number under a
/// number.
std::optional<double> distance_of_rows(const std::vector<PlacedLine>& lines, const ColumnRoles& roles) {
  std::size_t most = 0;
  for (const PlacedLine& line : lines) most = std::max(most, line.pieces.size());
  std::optional<double> smallest;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (!fills_any(lines[i], roles.keys)) continue;
    if (lines[i].pieces.size() < most && !number_under_number(lines, {i - 1, i}, lines[i], roles)) continue;
    const double distance = pitch(lines[i - 1], lines[i]);
    smallest = std::min(smallest.value_or(distance), distance);
  }
  return smallest;
}

/// True when a line holds nothing but ends of words that stand above it: they had no room for more there, and what is left is narrower.
bool ends_words(const std::vector<PlacedLine>& lines, RowLines above, const PlacedLine& below, const ColumnRoles& roles) {
  return std::all_of(below.pieces.begin(), below.pieces.end(), [&](const Placed& piece) {
    if (!roles.is_one_word(piece.column)) return false;
    const Placed* upper = nullptr;
    for (std::size_t i = above.first; i < above.end; ++i)
      if (const Placed* other = lines[i].in(piece.column)) upper = other;
    if (upper == nullptr || piece.box.width() >= upper->box.width()) return false;
    double widest = 0;
    for (const PlacedLine& line : lines)
      if (const Placed* other = line.in(piece.column)) widest = std::max(widest, other->box.width());
    // A word is broken before the letter that has no room, or behind a hyphen when all up to the next one has none.
    const double least = upper->text.ends_with('-') ? std::max(piece.box.width(), below.em) : below.em;
    return widest - upper->box.width() < least;
  });
}

/// The largest distance between lines of one row, when the distances fall into near and far ones.
std::optional<double> near_distance(const std::vector<PlacedLine>& lines) {
  std::vector<double> distances;
  for (std::size_t i = 1; i < lines.size(); ++i) distances.push_back(pitch(lines[i - 1], lines[i]));
  std::sort(distances.begin(), distances.end());
  if (distances.size() < 3) return std::nullopt;
  for (std::size_t i = 1; i < distances.size(); ++i) {
    if (distances[i] < kJump * distances[i - 1]) continue;
    if (i < 2 || distances[i - 1] > kSpread * distances[0]) return std::nullopt;
    return distances[i - 1] * 1.02;
  }
  return std::nullopt;
}

/// Rows by distance alone; nullopt when that joins numbers to numbers, or rows that all have their key.
std::optional<std::vector<RowLines>> rows_by_distance(const std::vector<PlacedLine>& lines, const ColumnRoles& roles) {
  const std::optional<double> near = near_distance(lines);
  if (!near) return std::nullopt;
  std::vector<RowLines> rows;
  std::size_t joins = 0;
  std::size_t below_filled = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool join = i > 0 && pitch(lines[i - 1], lines[i]) <= *near;
    if (!join) {
      rows.push_back({i, i + 1});
      continue;
    }
    if (number_under_number(lines, rows.back(), lines[i], roles)) return std::nullopt;
    ++joins;
    below_filled +=
        fills_only_below(lines, rows.back(), lines[i]) || !fills_any(lines[i], roles.keys) || only_one_word(lines, rows.back(), roles);
    rows.back().end = i + 1;
  }
  if (static_cast<double>(below_filled) < kWrapped * static_cast<double>(joins)) return std::nullopt;
  return rows;
}

/// True when the line belongs to the row right above it.
bool goes_on(const std::vector<PlacedLine>& lines, RowLines above, const std::optional<double>& distance_of_rows,
             const ColumnRoles& roles) {
  const PlacedLine& line = lines[above.end];
  const double em = std::max(line.em, lines[above.end - 1].em);
  const double distance = pitch(lines[above.end - 1], line);
  if (distance > kCloseBelow * em) return false;
  const bool has_key = fills_any(line, roles.keys);
  // The others of a row that begins with words so long that they stand above its middle.
  const auto stands_beside = [&](const Placed& piece) { return lines[above.end - 1].in(piece.column) == nullptr; };
  if (!has_key && distance < kBeside * em && only_one_word(lines, above, roles) &&
      std::all_of(line.pieces.begin(), line.pieces.end(), stands_beside))
    return true;
  if (line.pieces.size() >= pieces_above(lines, above) || !fills_only_below(lines, above, line) ||
      number_under_number(lines, above, line, roles))
    return false;
  if (!has_key) return true;
  const auto may_go_on = [&](std::size_t key) { return line.in(key) == nullptr || roles.is_one_word(key); };
  if (!std::all_of(roles.keys.begin(), roles.keys.end(), may_go_on)) return false;
  return (distance_of_rows && distance * kApart <= *distance_of_rows) || ends_words(lines, above, line, roles);
}

void add_rows(std::vector<RowLines>& rows, const std::vector<PlacedLine>& lines, RowLines band,
              const std::optional<double>& distance_of_rows, const ColumnRoles& roles) {
  const std::size_t begin = rows.size();
  for (std::size_t i = band.first; i < band.end; ++i) {
    if (rows.size() > begin && goes_on(lines, rows.back(), distance_of_rows, roles))
      rows.back().end = i + 1;
    else
      rows.push_back({i, i + 1});
  }
}

}  // namespace

bool ColumnRoles::is_one_word(std::size_t column) const {
  return std::find(one_word.begin(), one_word.end(), column) != one_word.end();
}

const Placed* PlacedLine::in(std::size_t column) const {
  for (const Placed& piece : pieces)
    if (piece.column == column) return &piece;
  return nullptr;
}

std::vector<RowLines> rows_of(const std::vector<PlacedLine>& lines, const std::vector<double>& separators, const ColumnRoles& roles) {
  const std::optional<std::vector<RowLines>> by_distance = rows_by_distance(lines, roles);
  const std::optional<double> apart = distance_of_rows(lines, roles);
  std::vector<RowLines> rows;
  for (std::size_t first = 0; first < lines.size();) {
    const auto below = std::upper_bound(separators.begin(), separators.end(), lines[first].box.center_y());
    const bool bounded = separators.size() > 1;
    const double end_of_band = below == separators.end() ? lines.back().box.bottom + 1 : *below;
    RowLines band{first, first + 1};
    while (band.end < lines.size() && lines[band.end].box.center_y() < end_of_band) ++band.end;
    const std::size_t used = used_columns(lines, band);
    std::size_t well_filled = 0;
    for (std::size_t i = band.first; i < band.end; ++i)
      well_filled += static_cast<double>(lines[i].pieces.size()) > kWellFilled * static_cast<double>(used);
    if (bounded && well_filled <= 1 && used > 1) {
      rows.push_back(band);
    } else if (by_distance) {
      for (const RowLines& row : *by_distance) {
        const RowLines part{std::max(row.first, band.first), std::min(row.end, band.end)};
        if (part.first < part.end) rows.push_back(part);
      }
    } else {
      add_rows(rows, lines, band, apart, roles);
    }
    first = band.end;
  }
  return rows;
}

}  // namespace nightporter::stages::pdf
