#include "stages/parse/pdf/lattice.h"

#include <numeric>

namespace nightporter::stages::pdf {

namespace {

constexpr double kDrawn = 0.7;        // of an edge that must be covered by lines
constexpr double kFrameDistance = 5;  // pt: lines that end farther out than that have an invisible frame there
constexpr double kLong = 0.5;         // of the longest: such lines tell where the frame would be
constexpr std::size_t kMostEdges = 2000;

/// Adds the positions where the long lines of the other direction begin and end.
void add_frame(std::vector<double>& edges, const std::vector<Ruling>& across) {
  double longest = 0;
  for (const Ruling& line : across) longest = std::max(longest, line.to - line.from);
  std::optional<double> first;
  std::optional<double> last;
  for (const Ruling& line : across) {
    if (line.to - line.from < kLong * longest) continue;
    first = first ? std::min(*first, line.from) : line.from;
    last = last ? std::max(*last, line.to) : line.to;
  }
  if (!first) return;
  if (edges.empty() || *first < edges.front() - kFrameDistance) edges.insert(edges.begin(), *first);
  if (*last > edges.back() + kFrameDistance) edges.push_back(*last);
}

class Squares {
 public:
  Squares(std::size_t rows, std::size_t columns) : columns_(columns), parent_(rows * columns) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  std::size_t at(std::size_t row, std::size_t column) const { return row * columns_ + column; }
  std::size_t root(std::size_t square) {
    while (parent_[square] != square) square = parent_[square] = parent_[parent_[square]];
    return square;
  }
  void unite(std::size_t a, std::size_t b) { parent_[std::max(root(a), root(b))] = std::min(root(a), root(b)); }

 private:
  std::size_t columns_;
  std::vector<std::size_t> parent_;
};

struct Extent {
  std::size_t first_row, last_row, first_column, last_column, squares;
};

}  // namespace

std::optional<std::size_t> Lattice::cell_at(double x, double y) const {
  if (x < xs.front() || x >= xs.back() || y < ys.front() || y >= ys.back()) return std::nullopt;
  const auto column = static_cast<std::size_t>(std::upper_bound(xs.begin(), xs.end(), x) - xs.begin() - 1);
  const auto row = static_cast<std::size_t>(std::upper_bound(ys.begin(), ys.end(), y) - ys.begin() - 1);
  return owner[row * columns() + column];
}

std::optional<Lattice> lattice_of(const Rulings& rulings) {
  if (rulings.vertical.empty() || rulings.horizontal.empty()) return std::nullopt;
  Lattice lattice{.xs = positions_of(rulings.vertical), .ys = positions_of(rulings.horizontal)};
  add_frame(lattice.xs, rulings.horizontal);
  add_frame(lattice.ys, rulings.vertical);
  if (lattice.xs.size() < 3 || lattice.ys.size() < 3 || lattice.xs.size() > kMostEdges || lattice.ys.size() > kMostEdges)
    return std::nullopt;
  const auto& [xs, ys, cells, owner] = lattice;
  Squares squares(lattice.rows(), lattice.columns());
  for (std::size_t row = 0; row < lattice.rows(); ++row)
    for (std::size_t column = 0; column < lattice.columns(); ++column) {
      const double height = ys[row + 1] - ys[row];
      const double width = xs[column + 1] - xs[column];
      if (column > 0 && covered(rulings.vertical, xs[column], ys[row], ys[row + 1]) < kDrawn * height)
        squares.unite(squares.at(row, column - 1), squares.at(row, column));
      if (row > 0 && covered(rulings.horizontal, ys[row], xs[column], xs[column + 1]) < kDrawn * width)
        squares.unite(squares.at(row - 1, column), squares.at(row, column));
    }
  std::vector<Extent> extents(lattice.rows() * lattice.columns(), Extent{lattice.rows(), 0, lattice.columns(), 0, 0});
  for (std::size_t row = 0; row < lattice.rows(); ++row)
    for (std::size_t column = 0; column < lattice.columns(); ++column) {
      Extent& extent = extents[squares.root(squares.at(row, column))];
      extent = {std::min(extent.first_row, row), std::max(extent.last_row, row), std::min(extent.first_column, column),
                std::max(extent.last_column, column), extent.squares + 1};
    }
  lattice.owner.resize(extents.size());
  std::vector<std::optional<std::size_t>> cell_of_root(extents.size());
  for (std::size_t row = 0; row < lattice.rows(); ++row)
    for (std::size_t column = 0; column < lattice.columns(); ++column) {
      const std::size_t root = squares.root(squares.at(row, column));
      const Extent& extent = extents[root];
      const std::size_t tall = extent.last_row - extent.first_row + 1;
      const std::size_t wide = extent.last_column - extent.first_column + 1;
      const bool rectangle = extent.squares == tall * wide;
      if (!rectangle || !cell_of_root[root]) {
        cell_of_root[root] = lattice.cells.size();
        const LatticeCell cell{row, column, rectangle ? tall : 1, rectangle ? wide : 1, {}};
        lattice.cells.push_back(cell);
        lattice.cells.back().box = {xs[column], ys[row], xs[column + cell.columns], ys[row + cell.rows]};
      }
      lattice.owner[squares.at(row, column)] = *cell_of_root[root];
    }
  return lattice;
}

}  // namespace nightporter::stages::pdf
