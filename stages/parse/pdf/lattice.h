#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "stages/parse/pdf/rulings.h"

namespace nightporter::stages::pdf {

/// One cell between ruling lines: its first row and column in the lattice, and how many of each it spans.
struct LatticeCell {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t rows = 1;
  std::size_t columns = 1;
  Box box;
};

/// A table drawn with lines in both directions.
struct Lattice {
  std::vector<double> xs;          // the edges of the columns, ascending
  std::vector<double> ys;          // the edges of the rows, ascending
  std::vector<LatticeCell> cells;  // by ascending row

  std::size_t rows() const { return ys.size() - 1; }
  std::size_t columns() const { return xs.size() - 1; }
  Box box() const { return {xs.front(), ys.front(), xs.back(), ys.back()}; }
  /// Position in `cells` of the one that holds this point; nullopt outside.
  std::optional<std::size_t> cell_at(double x, double y) const;

  std::vector<std::size_t> owner;  // of every square of rows() × columns(), row by row: the position of its cell
};

/// The lattice that the lines make; nullopt when they make less than two rows or two columns. A frame that is not drawn is taken to run
/// where the lines of the other direction end. Squares without a line between them are one cell; where such squares make no
/// rectangle, each stays a cell of its own.
std::optional<Lattice> lattice_of(const Rulings& rulings);

}  // namespace nightporter::stages::pdf
