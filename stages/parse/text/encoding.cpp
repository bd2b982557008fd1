#include "stages/parse/text/encoding.h"

#include <array>

#include "engine/content/utf16.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kSample = 4096;

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
  if (guess.mark_bytes > 0 || guess.encoding != TextEncoding::kUtf8) return guess;
  Utf8Check check;
  std::array<char, 64u << 10> buffer;
  bool valid = true;
  while (valid) {
    const std::size_t count = file.read(buffer);
    if (count == 0) break;
    valid = check.feed({buffer.data(), count});
  }
  file.seek(0);
  return {valid && check.finish() ? TextEncoding::kUtf8 : TextEncoding::kWindows1252, 0};
}

}  // namespace nightporter::stages
