#include "stages/parse/text/encoding.h"

#include <algorithm>
#include <array>

#include "engine/content/utf16.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kSample = 4096;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Of the UTF-8 character that `text` begins with, in bytes; 0 when it begins with none.
std::size_t character_length(std::string_view text) {
  Utf8Check check;
  for (std::size_t length = 1; length <= std::min<std::size_t>(text.size(), 4); ++length) {
    if (!check.feed(text.substr(length - 1, 1))) return 0;
    if (check.finish()) return length;
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  Utf8Check check;
  return check.feed(text) && check.finish();
}

}  // namespace

Encoded guess_by_beginning(std::string_view beginning) {
  const engine::TextBeginning form = engine::look_at_text(beginning);
  switch (form.utf16) {
    case engine::Utf16::kNo:
      break;
    case engine::Utf16::kLittleEndian:
      return {TextEncoding::kUtf16Le, form.mark_bytes};
    case engine::Utf16::kBigEndian:
      return {TextEncoding::kUtf16Be, form.mark_bytes};
  }
  return {TextEncoding::kUtf8, form.mark_bytes};
}

bool Utf8Check::feed(std::string_view piece) {
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    if (missing_ > 0) {
      if (byte < lower_ || byte > upper_) return valid_ = false;
      lower_ = 0x80;
      upper_ = 0xBF;
      --missing_;
    } else if (byte >= 0x80) {
      if (byte >= 0xC2 && byte <= 0xDF) {
        missing_ = 1;
      } else if (byte >= 0xE0 && byte <= 0xEF) {
        missing_ = 2;
        if (byte == 0xE0) lower_ = 0xA0;
        if (byte == 0xED) upper_ = 0x9F;
      } else if (byte >= 0xF0 && byte <= 0xF4) {
        missing_ = 3;
        if (byte == 0xF0) lower_ = 0x90;
        if (byte == 0xF4) upper_ = 0x8F;
      } else {
        return valid_ = false;
      }
    }
  }
  return valid_;
}

Encoded detect_encoding(InputFile& file) {
  const Encoded guess = guess_by_beginning(file.beginning(kSample));
  if (guess.encoding != TextEncoding::kUtf8) return guess;
  Utf8Check check;
  std::array<char, 64u << 10> buffer;
  bool valid = true;
  while (valid) {
    const std::size_t count = file.read(buffer);
    if (count == 0) break;
    valid = check.feed({buffer.data(), count});
  }
  file.seek(0);
  if (valid && check.finish()) return guess;
  return {guess.mark_bytes > 0 ? TextEncoding::kDamagedUtf8 : TextEncoding::kWindows1252, guess.mark_bytes};
}

std::string only_utf8(std::string text) {
  if (is_utf8(text)) return text;
  std::string result;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = character_length(rest);
    result += length > 0 ? rest.substr(0, length) : kReplacement;
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string without_zeros(std::string_view text) {
  std::string result;
  for (const char c : text) c == '\0' ? result.append(kReplacement) : result.append(1, c);
  return result;
}

std::string_view first_characters(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  while (most_bytes > 0 && (static_cast<unsigned char>(text[most_bytes]) & 0xC0) == 0x80) --most_bytes;
  return text.substr(0, most_bytes);
}

}  // namespace nightporter::stages
