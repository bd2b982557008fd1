#include "stages/parse/text/encoding.h"

#include <algorithm>
#include <array>

namespace nightporter::stages {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSample = 4096;

}  // namespace

Encoded guess_by_beginning(std::string_view beginning) {
  if (beginning.starts_with("\xEF\xBB\xBF"sv)) return {TextEncoding::kUtf8, 3};
  if (beginning.starts_with("\xFF\xFE"sv)) return {TextEncoding::kUtf16Le, 2};
  if (beginning.starts_with("\xFE\xFF"sv)) return {TextEncoding::kUtf16Be, 2};
  const std::string_view sample = beginning.substr(0, kSample);
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i)
    if (sample[i] == '\0') ++zeros[i % 2];
  const std::size_t pairs = sample.size() / 2;
  if (pairs >= 4 && zeros[1] * 2 > pairs && zeros[0] == 0) return {TextEncoding::kUtf16Le, 0};
  if (pairs >= 4 && zeros[0] * 2 > pairs && zeros[1] == 0) return {TextEncoding::kUtf16Be, 0};
  return {};
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
