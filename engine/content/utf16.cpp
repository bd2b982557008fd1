#include "engine/content/utf16.h"

namespace nightporter::engine {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSample = 4096;

}  // namespace

TextBeginning look_at_text(std::string_view beginning) {
  if (beginning.starts_with("\xEF\xBB\xBF"sv)) return {Utf16::kNo, 3};
  if (beginning.starts_with("\xFF\xFE"sv)) return {Utf16::kLittleEndian, 2};
  if (beginning.starts_with("\xFE\xFF"sv)) return {Utf16::kBigEndian, 2};
  const std::string_view sample = beginning.substr(0, kSample);
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i)
    if (sample[i] == '\0') ++zeros[i % 2];
  const std::size_t pairs = sample.size() / 2;
  if (pairs >= 4 && zeros[1] * 2 > pairs && zeros[0] == 0) return {Utf16::kLittleEndian, 0};
  if (pairs >= 4 && zeros[0] * 2 > pairs && zeros[1] == 0) return {Utf16::kBigEndian, 0};
  return {};
}

std::string narrow_text(std::string_view beginning) {
  const TextBeginning form = look_at_text(beginning);
  beginning.remove_prefix(form.mark_bytes);
  if (form.utf16 == Utf16::kNo) return std::string(beginning);
  const std::size_t low = form.utf16 == Utf16::kLittleEndian ? 0 : 1;
  std::string text;
  for (std::size_t i = 0; i + 1 < beginning.size(); i += 2) {
    const char character = beginning[i + low];
    const bool is_ascii = beginning[i + 1 - low] == '\0' && static_cast<unsigned char>(character) < 0x80;
    text += is_ascii ? character : '?';
  }
  return text;
}

}  // namespace nightporter::engine
