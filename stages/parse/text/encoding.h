#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "stages/parse/input_file.h"

namespace nightporter::stages {

enum class TextEncoding {
  kUtf8,
  kDamagedUtf8,  // says that it is UTF-8, and is not throughout
  kUtf16Le,
  kUtf16Be,
  kWindows1252,
  kNamed
};

/// How the bytes of a text stand for characters.
struct Encoded {
  TextEncoding encoding = TextEncoding::kUtf8;
  std::size_t mark_bytes = 0;  // of the byte order mark, to be skipped
};

/// By byte order mark, or by the pattern of zero bytes that UTF-16 without a mark has; UTF-8 otherwise.
Encoded guess_by_beginning(std::string_view beginning);

/// Checks pieces of a text for being UTF-8; a character may be split between pieces.
class Utf8Check {
 public:
  /// False as soon as something is not UTF-8.
  bool feed(std::string_view piece);
  /// False when the text ends within a character.
  bool finish() const { return valid_ && missing_ == 0; }

 private:
  bool valid_ = true;
  int missing_ = 0;
  unsigned lower_ = 0x80;  // bounds of the next continuation byte
  unsigned upper_ = 0xBF;
};

/// Reads the whole file: byte order mark, else UTF-8 if it is valid throughout, else Windows-1252.
Encoded detect_encoding(InputFile& file);

/// Every byte that is part of no UTF-8 character replaced by U+FFFD.
std::string only_utf8(std::string text);

/// Every zero character replaced by U+FFFD: no database takes one.
std::string without_zeros(std::string_view text);

/// As many whole characters of a UTF-8 text as `most_bytes` hold.
std::string_view first_characters(std::string_view text, std::size_t most_bytes);

}  // namespace nightporter::stages
