#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "stages/parse/pdf/rulings.h"
#include "stages/parse/pdf/table_grid.h"

namespace nightporter::stages::pdf {

/// What is known of the columns that a lattice turned out to have.
using RolesOf = std::function<ColumnRoles(const std::vector<Column>& columns)>;

/// The table that ruling lines in both directions make; nullopt when they do not hold three quarters of the text, or the gaps between
/// words show more columns than the lines do. Text beside the lattice makes rows and columns of its own. A row whose cells
/// all have the same number of lines, numbers under numbers, is as many rows; numbers in columns of one word say nothing of that.
std::optional<Grid> lattice_grid(const std::vector<Word>& words, const std::vector<TextLine>& lines, const Rulings& rulings,
                                 const RolesOf& roles_of);

}  // namespace nightporter::stages::pdf
