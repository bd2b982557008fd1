#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nightporter::engine {

enum class Utf16 { kNo, kLittleEndian, kBigEndian };

/// How the beginning of a text stands for characters, as far as its first bytes tell.
struct TextBeginning {
  Utf16 utf16 = Utf16::kNo;
  std::size_t mark_bytes = 0;  // of the byte-order mark, to be skipped
};

/// By the byte-order mark, or by the pattern of zero bytes that UTF-16 without a mark has in the first 4 KiB. Pure.
TextBeginning look_at_text(std::string_view beginning);

/// The text without its byte-order mark, its ASCII characters as one byte each; the other characters of UTF-16 become '?'. Enough to
/// recognise markup. Pure.
std::string narrow_text(std::string_view beginning);

}  // namespace nightporter::engine
