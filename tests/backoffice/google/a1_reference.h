#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nightporter::backoffice {

/// What an A1 range names; 0 = not said. "Tab!A2:C", "'My tab'!1:1", "Tab", "B3".
struct A1Reference {
  std::optional<std::string> tab;  // nullopt: the first one
  bool whole_tab = false;
  std::int64_t first_row = 0;
  std::int64_t last_row = 0;
  std::int64_t first_column = 0;
  std::int64_t last_column = 0;
};

/// nullopt when it is none. A word that may be a tab's name as well as a cell ("A1") is a cell.
std::optional<A1Reference> parse_a1(std::string_view text);

/// "AA" for 27.
std::string letters_of(std::int64_t column);
/// The name as Google shows it: quotes only where they are needed.
std::string shown_tab(const std::string& title);

}  // namespace nightporter::backoffice
