#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nightporter::stages {

/// "A", "Z", "AA" for columns numbered from 1.
std::string column_letters(std::size_t column);

/// A tab's name in single quotes, those inside doubled: 'Bob''s sheet'. Without them a tab called "A1" would be a cell.
std::string quoted_tab(std::string_view tab);

/// A block of cells of one tab, numbered from 1, both ends included.
struct A1Range {
  std::string tab;
  std::int64_t first_row = 1;
  std::int64_t last_row = 1;
  std::size_t first_column = 1;
  std::size_t last_column = 1;

  /// "'Transactions'!A2:AA24"
  std::string to_string() const;
};

}  // namespace nightporter::stages
