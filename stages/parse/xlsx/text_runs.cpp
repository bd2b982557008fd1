#include "stages/parse/xlsx/text_runs.h"

#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kEscapeLength = 7;  // _xHHHH_

/// The code unit of the escape at `at`, or -1.
long escaped_unit(std::string_view text, std::size_t at) {
  if (at + kEscapeLength > text.size() || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_') return -1;
  long unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

void append_utf8(std::string& text, unsigned long code) {
  const auto add = [&text](unsigned long byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6);
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

bool is_high_surrogate(long unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(long unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

void decode_excel_escapes(std::string& text) {
  if (text.find("_x") == text.npos) return;
  std::string decoded;
  for (std::size_t at = 0; at < text.size();) {
    const long unit = escaped_unit(text, at);
    if (unit < 0) {
      decoded.push_back(text[at++]);
      continue;
    }
    at += kEscapeLength;
    if (is_high_surrogate(unit)) {
      const long next = escaped_unit(text, at);
      if (is_low_surrogate(next)) {
        at += kEscapeLength;
        append_utf8(decoded, 0x10000 + (static_cast<unsigned long>(unit - 0xD800) << 10) + static_cast<unsigned long>(next - 0xDC00));
        continue;
      }
    }
    // Half a pair is no character, and a zero none that a database takes.
    const bool lost = unit == 0 || is_high_surrogate(unit) || is_low_surrogate(unit);
    append_utf8(decoded, lost ? 0xFFFD : static_cast<unsigned long>(unit));
  }
  text = std::move(decoded);
}

void TextRuns::begin() {
  text_.clear();
  phonetic_ = 0;
  in_text_ = false;
}

void TextRuns::start_element(std::string_view name) {
  if (name == "rPh") ++phonetic_;
  if (name == "t") in_text_ = phonetic_ == 0;
}

void TextRuns::end_element(std::string_view name) {
  if (name == "rPh") --phonetic_;
  if (name == "t") in_text_ = false;
}

void TextRuns::text(std::string_view piece) {
  if (!in_text_) return;
  if (text_.size() + piece.size() > limit_bytes_)
    throw ParseError(ParseErrorKind::kTooLarge, "a text longer than " + std::to_string(limit_bytes_) + " bytes");
  text_ += piece;
}

std::string_view TextRuns::finish() {
  decode_excel_escapes(text_);
  return text_;
}

}  // namespace nightporter::stages
