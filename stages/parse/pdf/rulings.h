#pragma once

#include <vector>

#include "stages/parse/pdf/page_content.h"

namespace nightporter::stages::pdf {

/// The ruling lines of a page or an area after pieces of one line were joined and double lines made one; each list by ascending
/// position, then ascending beginning.
struct Rulings {
  std::vector<Ruling> horizontal;
  std::vector<Ruling> vertical;
};

Rulings joined(const std::vector<Ruling>& pieces);

/// The different positions of lines, ascending: those less than 3 pt apart are one.
std::vector<double> positions_of(const std::vector<Ruling>& rulings);

/// The length of [from, to] that lines at `at` (up to 3 pt off) cover.
double covered(const std::vector<Ruling>& rulings, double at, double from, double to);

}  // namespace nightporter::stages::pdf
