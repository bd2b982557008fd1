#include "stages/parse/xlsx/number_format.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace nightporter::stages {

namespace {

bool equals_any_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

/// [h], [mm], [ss]: time that goes on past midnight.
bool is_elapsed(std::string_view bracket) {
  if (bracket.empty()) return false;
  const int first = std::tolower(static_cast<unsigned char>(bracket.front()));
  return (first == 'h' || first == 'm' || first == 's') &&
         std::all_of(bracket.begin(), bracket.end(), [first](char c) { return std::tolower(static_cast<unsigned char>(c)) == first; });
}

/// The letters and signs of the first section that are neither quoted, escaped nor bracketed.
struct Bare {
  std::string signs;
  bool elapsed = false;
  bool literal = false;  // something quoted or escaped stands beside them
};

Bare bare_signs(std::string_view code) {
  Bare bare;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"') {
      bare.literal = true;
      const std::size_t close = code.find('"', i + 1);
      if (close == code.npos) break;
      i = close;
    } else if (c == '\\' || c == '_' || c == '*') {
      bare.literal = bare.literal || c == '\\';
      if (i + 1 >= code.size()) break;
      ++i;
      while (i + 1 < code.size() && (static_cast<unsigned char>(code[i + 1]) & 0xC0) == 0x80) ++i;
    } else if (c == '[') {
      const std::size_t close = code.find(']', i);
      if (close == code.npos) break;
      bare.elapsed = bare.elapsed || is_elapsed(code.substr(i + 1, close - i - 1));
      i = close;
    } else {
      bare.signs.push_back(c);
    }
  }
  return bare;
}

bool has_date_letter(std::string_view signs) {
  return std::any_of(signs.begin(), signs.end(), [](char c) {
    switch (std::tolower(static_cast<unsigned char>(c))) {
      case 'y':
      case 'm':
      case 'd':
      case 'h':
      case 's':
      case 'b':
      case 'g':
        return true;
      default:
        return false;
    }
  });
}

}  // namespace

NumberFormat classify_number_format(std::string_view code) {
  const Bare bare = bare_signs(code);
  const std::string& signs = bare.signs;
  if (equals_any_case(signs, "general")) return {};
  if (signs == "@") return {.kind = NumberKind::kText};
  if (bare.elapsed) return {};
  // "E+00" is an exponent; "e" alone, or with "g", a Japanese year.
  if (has_date_letter(signs)) return {.kind = NumberKind::kDate};
  const bool only_e = !signs.empty() && std::all_of(signs.begin(), signs.end(), [](char c) { return c == 'e'; });
  if (only_e) return {.kind = NumberKind::kDate};
  const bool only_zeros = signs.size() > 1 && signs.size() <= 30 && !bare.literal && signs.find_first_not_of('0') == signs.npos;
  return {.kind = NumberKind::kNumber, .least_digits = only_zeros ? static_cast<std::uint8_t>(signs.size()) : std::uint8_t{0}};
}

NumberFormat builtin_number_format(unsigned id) {
  if (id == 49) return {.kind = NumberKind::kText};
  const bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 || (id >= 50 && id <= 58);
  return {.kind = date ? NumberKind::kDate : NumberKind::kNumber};
}

}  // namespace nightporter::stages
