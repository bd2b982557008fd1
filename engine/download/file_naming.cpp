#include "engine/download/file_naming.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace nightporter::engine {
namespace {

constexpr std::string_view kForbidden = "\\/:*?\"<>|";

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Length of the well-formed UTF-8 character at `at`, 0 when there is none.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[at + i])) return 0;
  }
  if (length > 2) {
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool impossible = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
    if (overlong || impossible) return 0;
  }
  return length;
}

std::string cut_to(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && is_continuation(text[limit])) --limit;
  return std::string(text.substr(0, limit));
}

void trim_end(std::string& text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
}

void trim_start(std::string& text) {
  text.erase(0, std::min(text.find_first_not_of(". "), text.size()));
}

bool is_device_name(std::string_view stem) {
  std::string upper(stem.substr(0, stem.find('.')));
  while (!upper.empty() && upper.back() == ' ') upper.pop_back();
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (upper == "CON" || upper == "PRN" || upper == "AUX" || upper == "NUL" || upper == "CONIN$" || upper == "CONOUT$") return true;
  return upper.size() == 4 && (upper.starts_with("COM") || upper.starts_with("LPT")) && upper[3] >= '0' && upper[3] <= '9';
}

// Where the extension's dot stands; size() when there is none that is worth keeping.
std::size_t extension_start(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return name.size();
  const std::string_view extension = name.substr(dot + 1);
  const bool plain = std::all_of(extension.begin(), extension.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
  return plain && extension.size() <= 16 ? dot : name.size();
}

std::string cut_before_extension(const std::string& name, std::size_t limit, std::string_view before_extension = {}) {
  const std::size_t dot = extension_start(name);
  std::string ending = std::string(before_extension) + name.substr(dot);
  if (ending.size() >= limit) ending.clear();
  std::string stem = cut_to(std::string_view(name).substr(0, dot), limit - ending.size());
  if (stem.size() < dot) trim_end(stem);
  return stem + ending;
}

// Characters that turn the text around, end a line or are not seen: a name with them may look like another. The joiners U+200C and U+200D
// are letters' neighbours in Indian and Arabic scripts and stay.
bool is_deceptive(std::string_view character) {
  if (character.size() == 2) {
    const auto second = static_cast<unsigned char>(character[1]);
    return (character[0] == '\xC2' && (second < 0xA0 || second == 0xAD)) || character == "\xD8\x9C";
  }
  if (character.size() != 3) return false;
  const auto last = static_cast<unsigned char>(character[2]);
  if (character.starts_with("\xE2\x80")) return last == 0x8B || last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE);
  if (character.starts_with("\xE2\x81")) return last >= 0xA0 && last <= 0xAF;
  return character == "\xEF\xBB\xBF";
}

std::string harmless_characters(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const char c = text[at];
    if (length == 0 || static_cast<unsigned char>(c) < 0x20 || c == 0x7F || kForbidden.find(c) != std::string_view::npos ||
        is_deceptive(text.substr(at, length))) {
      result += '_';
    } else {
      result.append(text.substr(at, length));
    }
    at += std::max<std::size_t>(length, 1);
  }
  return result;
}

}  // namespace

std::string safe_file_name(std::string_view text, std::size_t limit_bytes) {
  std::string name = harmless_characters(text);
  trim_start(name);
  trim_end(name);
  if (is_device_name(name)) name.insert(0, "_");
  name = cut_before_extension(name, limit_bytes);
  return name.empty() ? std::string("download").substr(0, limit_bytes) : name;
}

std::string safe_name_piece(std::string_view text) {
  std::string piece;
  for (char c : harmless_characters(text)) {
    if (c == '.' || c == '_') {
      piece += '-';
    } else if (!std::isspace(static_cast<unsigned char>(c))) {
      piece += c;
    }
  }
  return piece;
}

std::string CanonicalName::to_string() const {
  const std::string head = safe_name_piece(crm) + "_" + safe_name_piece(report_type) + "_";
  std::string ending = "_" + safe_name_piece(from) + "_to_" + safe_name_piece(to);
  if (part > 1) ending += "_" + std::to_string(part);
  if (!extension.empty()) ending += "." + safe_name_piece(extension);
  const std::string store = safe_name_piece(store_name);
  const std::size_t fixed = head.size() + ending.size();
  return safe_file_name(head + cut_to(store, fixed < kMaximalNameBytes ? kMaximalNameBytes - fixed : 0) + ending);
}

std::string numbered_file_name(std::string_view name, int number) {
  return cut_before_extension(std::string(name), kMaximalNameBytes, " (" + std::to_string(number) + ")");
}

std::string extension_of(std::string_view name) {
  std::string extension(name.substr(extension_start(name)));
  std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

}  // namespace nightporter::engine
