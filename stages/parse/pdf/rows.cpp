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

std::size_t pieces_above(const std::vector<PlacedLine>& lines, RowLines above) {
  std::size_t most = 0;
  for (std::size_t i = above.first; i < above.end; ++i) most = std::max(most, lines[i].pieces.size());
  return most;
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
std::optional<std::vector<RowLines>> rows_by_distance(const std::vector<PlacedLine>& lines, const std::vector<std::size_t>& keys) {
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
    if (number_under_number(lines, rows.back(), lines[i])) return std::nullopt;
    ++joins;
    below_filled += fills_only_below(lines, rows.back(), lines[i]) || !fills_any(lines[i], keys);
    rows.back().end = i + 1;
  }
  if (static_cast<double>(below_filled) < kWrapped * static_cast<double>(joins)) return std::nullopt;
  return rows;
}

void add_rows(std::vector<RowLines>& rows, const std::vector<PlacedLine>& lines, RowLines band, const std::vector<std::size_t>& keys) {
  const std::size_t begin = rows.size();
  for (std::size_t i = band.first; i < band.end; ++i) {
    const PlacedLine& line = lines[i];
    if (rows.size() > begin && !fills_any(line, keys)) {
      RowLines& above = rows.back();
      const bool close = pitch(lines[i - 1], line) <= kCloseBelow * std::max(line.em, lines[i - 1].em);
      if (close && line.pieces.size() < pieces_above(lines, above) && fills_only_below(lines, above, line) &&
          !number_under_number(lines, above, line)) {
        above.end = i + 1;
        continue;
      }
    }
    rows.push_back({i, i + 1});
  }
}

}  // namespace

const Placed* PlacedLine::in(std::size_t column) const {
  for (const Placed& piece : pieces)
    if (piece.column == column) return &piece;
  return nullptr;
}

bool number_under_number(const std::vector<PlacedLine>& lines, RowLines above, const PlacedLine& below) {
  for (const Placed& piece : below.pieces) {
    if (!looks_like_number(piece.text)) continue;
    for (std::size_t i = above.first; i < above.end; ++i) {
      const Placed* other = lines[i].in(piece.column);
      if (other != nullptr && looks_like_number(other->text)) return true;
    }
  }
  return false;
}

std::vector<RowLines> rows_of(const std::vector<PlacedLine>& lines, const std::vector<double>& separators,
                              const std::vector<std::size_t>& keys) {
  const std::optional<std::vector<RowLines>> by_distance = rows_by_distance(lines, keys);
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
      add_rows(rows, lines, band, keys);
    }
    first = band.end;
  }
  return rows;
}

}  // namespace nightporter::stages::pdf
