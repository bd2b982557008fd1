#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nightporter::test {

using Cells = std::vector<std::vector<std::string>>;

/// A CSV file of the corpus: commas, RFC 4180 quotes.
Cells read_cells(const std::filesystem::path& csv);

/// As tables of PDFs are compared: no white space, no ligatures, no empty rows or columns.
Cells comparable(const Cells& cells);

/// The adjacency relations of the ICDAR 2013 table competition: which text has which text as its right or lower neighbour.
struct Adjacency {
  std::size_t expected = 0;
  std::size_t found = 0;
  std::size_t right = 0;  // in both

  double f1() const;
  Adjacency& operator+=(const Adjacency& other);
};

/// Both comparable().
Adjacency adjacency(const Cells& expected, const Cells& found);

}  // namespace nightporter::test
