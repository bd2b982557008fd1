#include "app/terminal/plain_text.h"

#include <algorithm>

#include "app/terminal/text_table.h"

namespace nightporter::app {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Length of the UTF-8 character at `at`; 0 when there is none.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80) return 0;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool no_character = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
  return overlong || no_character ? 0 : length;
}

char32_t code_of(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  char32_t code = character.size() == 1 ? lead : lead & (0x3FU >> (character.size() - 1));
  for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6U) | (static_cast<unsigned char>(character[i]) & 0x3FU);
  return code;
}

bool turns_direction(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0x200E || code == 0x200F || code == 0x061C;
}

/// Where the escape sequence that begins at `at` ends. Its parts would be harmless text without the ESC, but noise.
std::size_t end_of_escape(std::string_view text, std::size_t at) {
  if (++at >= text.size()) return at;
  const char kind = text[at++];
  if (kind == '[') {
    while (at < text.size() && text[at] >= 0x20 && text[at] < 0x40) ++at;
    return at < text.size() && text[at] >= 0x40 && text[at] <= 0x7E ? at + 1 : at;
  }
  if (kind == ']' || kind == 'P' || kind == '^' || kind == '_' || kind == 'X') {
    for (; at < text.size() && text[at] != '\n'; ++at) {
      if (text[at] == '\a') return at + 1;
      if (text[at] == '\x1b') return at + 1 < text.size() && text[at + 1] == '\\' ? at + 2 : at;
    }
    return at;
  }
  return at;
}

std::string plain(std::string_view text, std::string_view line_break) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\x1b') {
      at = end_of_escape(text, at);
      continue;
    }
    const std::size_t length = character_length(text, at);
    if (length == 0) {
      result += kReplacement;
      ++at;
      continue;
    }
    const std::string_view character = text.substr(at, length);
    const char32_t code = code_of(character);
    at += length;
    if (code == '\n')
      result += line_break;
    else if (code == '\t')
      result += ' ';
    else if (code >= 0x20 && !(code >= 0x7F && code < 0xA0) && !turns_direction(code))
      result += character;
  }
  return result;
}

}  // namespace

std::string plain_line(std::string_view text) {
  return plain(text, " | ");
}

std::string plain_lines(std::string_view text) {
  return plain(text, "\n");
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::string result;
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(character_length(text, at), 1);
    const std::string_view character = text.substr(at, length);
    width += display_width(character);
    if (width > columns - 1) break;
    result += character;
    at += length;
  }
  return result + "…";
}

}  // namespace nightporter::app
