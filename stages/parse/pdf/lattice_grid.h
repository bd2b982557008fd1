#pragma once

#include <optional>
#include <vector>

#include "stages/parse/pdf/rulings.h"
#include "stages/parse/pdf/table_grid.h"

namespace nightporter::stages::pdf {

/// The table that ruling lines in both directions make; nullopt when they do not hold three quarters of the text, or the gaps between
/// words show more columns than the lines do. Text beside the lattice makes rows and columns of its own. A row whose cells
/// all have the same number of lines, numbers under numbers, is as many rows.
std::optional<Grid> lattice_grid(const std::vector<Word>& words, const std::vector<TextLine>& lines, const Rulings& rulings,
                                 const std::vector<std::size_t>& key_columns);

}  // namespace nightporter::stages::pdf
