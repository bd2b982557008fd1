#include "stages/parse/typed/folded_text.h"

#include <array>

namespace nightporter::stages {

namespace {

/// No-break space, the spaces of typographers, narrow no-break space, ideographic space, zero-width space, byte order mark.
constexpr std::array<std::string_view, 13> kSpaces = {"\xC2\xA0",     "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x87",
                                                      "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\xAF",
                                                      "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};

std::size_t space_length_at_end(std::string_view text) {
  if (text.empty()) return 0;
  const auto last = static_cast<unsigned char>(text.back());
  if (last == ' ' || (last >= '\t' && last <= '\r')) return 1;
  if (last < 0x80) return 0;
  for (const std::string_view space : kSpaces)
    if (text.ends_with(space)) return space.size();
  return 0;
}

}  // namespace

std::size_t space_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text.front());
  if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
  if (first != 0xC2 && first < 0xE2) return 0;
  for (const std::string_view space : kSpaces)
    if (text.starts_with(space)) return space.size();
  return 0;
}

std::string_view trimmed(std::string_view text) {
  while (const std::size_t length = space_length(text)) text.remove_prefix(length);
  while (const std::size_t length = space_length_at_end(text)) text.remove_suffix(length);
  return text;
}

std::string folded(std::string_view text) {
  std::string result;
  text = trimmed(text);
  while (!text.empty()) {
    std::size_t spaces = 0;
    while (const std::size_t length = space_length(text.substr(spaces))) spaces += length;
    if (spaces > 0) {
      result.push_back(' ');
      text.remove_prefix(spaces);
    } else {
      result.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return result;
}

}  // namespace nightporter::stages
