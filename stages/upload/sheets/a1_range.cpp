#include "stages/upload/sheets/a1_range.h"

namespace nightporter::stages {

std::string column_letters(std::size_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters;
}

std::string quoted_tab(std::string_view tab) {
  std::string quoted = "'";
  for (const char c : tab) {
    if (c == '\'') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

std::string A1Range::to_string() const {
  return quoted_tab(tab) + "!" + column_letters(first_column) + std::to_string(first_row) + ":" + column_letters(last_column) +
         std::to_string(last_row);
}

}  // namespace nightporter::stages
