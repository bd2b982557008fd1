#include "tests/backoffice/google/a1_reference.h"

#include <regex>

namespace nightporter::backoffice {

namespace {

std::int64_t number_of(const std::string& letters) {
  std::int64_t column = 0;
  for (const char c : letters) column = column * 26 + (std::toupper(static_cast<unsigned char>(c)) - 'A' + 1);
  return column;
}

/// The tab's name, and what stands behind the "!"; nullopt when quotes are not in order.
struct Split {
  std::string tab;
  std::string cells;
  bool has_tab = false;
};

std::optional<Split> split(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.front() != '\'') {
    const std::size_t mark = text.rfind('!');
    if (mark == std::string_view::npos) return Split{.tab = {}, .cells = std::string(text)};
    if (mark == 0) return std::nullopt;
    return Split{.tab = std::string(text.substr(0, mark)), .cells = std::string(text.substr(mark + 1)), .has_tab = true};
  }
  std::string tab;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] != '\'') {
      tab += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '\'') {
      tab += text[at++];
    } else {
      const std::string_view rest = text.substr(at + 1);
      if (rest.empty()) return Split{.tab = tab, .cells = {}, .has_tab = true};
      if (rest.front() != '!' || rest.size() == 1) return std::nullopt;
      return Split{.tab = tab, .cells = std::string(rest.substr(1)), .has_tab = true};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<A1Reference> parse_a1(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  A1Reference reference;
  if (parts->has_tab) reference.tab = parts->tab;
  if (parts->cells.empty()) {
    reference.whole_tab = true;
    return reference;
  }
  static const std::regex pattern("([A-Za-z]{1,3})?([1-9][0-9]*)?(?::([A-Za-z]{1,3})?([1-9][0-9]*)?)?");
  std::smatch found;
  const bool is_range = std::regex_match(parts->cells, found, pattern);
  const bool one_cell = is_range && parts->cells.find(':') == std::string::npos;
  const bool usable = is_range && (one_cell ? found[1].matched && found[2].matched
                                            : (found[1].matched || found[2].matched) && (found[3].matched || found[4].matched) &&
                                                  found[1].matched == found[3].matched);
  if (!usable) {
    if (parts->has_tab) return std::nullopt;
    return A1Reference{.tab = parts->cells, .whole_tab = true};
  }
  reference.first_column = number_of(found[1]);
  reference.first_row = found[2].matched ? std::stoll(found[2]) : 0;
  reference.last_column = one_cell ? reference.first_column : number_of(found[3]);
  reference.last_row = one_cell ? reference.first_row : found[4].matched ? std::stoll(found[4]) : 0;
  return reference;
}

std::string letters_of(std::int64_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters;
}

std::string shown_tab(const std::string& title) {
  static const std::regex plain("[A-Za-z_][A-Za-z0-9_]*");
  static const std::regex cell("[A-Za-z]{1,3}[0-9]+");
  if (std::regex_match(title, plain) && !std::regex_match(title, cell)) return title;
  std::string quoted = "'";
  for (const char c : title) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace nightporter::backoffice
