#include "cdp/json/json_text.h"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "cdp/error.h"

namespace nightporter::cdp {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr char kHexDigits[] = "0123456789abcdef";

void append_escaped(std::string& json, char byte) {
  switch (byte) {
    case '"':
      json += "\\\"";
      break;
    case '\\':
      json += "\\\\";
      break;
    case '\n':
      json += "\\n";
      break;
    case '\r':
      json += "\\r";
      break;
    case '\t':
      json += "\\t";
      break;
    default:
      json += "\\u00";
      json += kHexDigits[static_cast<unsigned char>(byte) >> 4];
      json += kHexDigits[byte & 0xF];
  }
}

bool needs_escape(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\';
}

/// Whether one of eight bytes needs an escape: scripts and uploads of many MiB hold few that do.
bool needs_escape_in_eight(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  const auto has_below = [](std::uint64_t value, std::uint64_t limit) { return (value - kOnes * limit) & ~value & kHighBits; };
  return (has_below(word, 0x20) | has_below(word ^ (kOnes * '"'), 1) | has_below(word ^ (kOnes * '\\'), 1)) != 0;
}

void append_valid_utf8(std::string& json, std::string_view text) {
  const char* run = text.data();
  const char* const end = run + text.size();
  for (const char* at = run; at != end;) {
    if (end - at >= 8 && !needs_escape_in_eight(at)) {
      at += 8;
      continue;
    }
    if (needs_escape(*at)) {
      json.append(run, at);
      append_escaped(json, *at);
      run = at + 1;
    }
    ++at;
  }
  json.append(run, end);
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none.
std::size_t utf8_sequence_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0x80                      ? 1
                             : byte(0) >= 0xC2 && byte(0) < 0xE0 ? 2
                             : (byte(0) & 0xF0) == 0xE0          ? 3
                             : (byte(0) & 0xF8) == 0xF0          ? 4
                                                                 : 0;
  if (length == 0 || length > text.size()) return 0;
  return simdjson::validate_utf8(text.data(), length) ? length : 0;
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) {
      valid += kReplacement;
      text.remove_prefix(1);
    } else {
      valid.append(text, 0, length);
      text.remove_prefix(length);
    }
  }
  return valid;
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xC0 | (code_point >> 6));
    text += static_cast<char>(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xE0 | (code_point >> 12));
    text += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code_point & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (code_point >> 18));
    text += static_cast<char>(0x80 | ((code_point >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code_point & 0x3F));
  }
}

/// Reads the escapes of one JSON string, from left to right.
class EscapeReader {
 public:
  EscapeReader(const char* at, const char* end) : at_(at), end_(end) {}

  const char* at() const { return at_; }

  /// `at` stands behind a backslash.
  void append_to(std::string& text) {
    if (at_ == end_) throw MalformedMessage("a JSON string ends in a backslash");
    const char kind = *at_++;
    switch (kind) {
      case '"':
      case '\\':
      case '/':
        text += kind;
        return;
      case 'b':
        text += '\b';
        return;
      case 'f':
        text += '\f';
        return;
      case 'n':
        text += '\n';
        return;
      case 'r':
        text += '\r';
        return;
      case 't':
        text += '\t';
        return;
      case 'u':
        append_unicode(text);
        return;
      default:
        throw MalformedMessage(std::string("a JSON string holds the unknown escape \\") + kind);
    }
  }

 private:
  void append_unicode(std::string& text) {
    const std::uint32_t unit = read_unit();
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    if (is_high && end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u') {
      const char* const second = at_;
      at_ += 2;
      const std::uint32_t low = read_unit();
      if (low >= 0xDC00 && low < 0xE000) {
        append_utf8(text, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        return;
      }
      at_ = second;
    }
    append_utf8(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  }

  std::uint32_t read_unit() {
    std::uint32_t unit = 0;
    if (end_ - at_ < 4 || std::from_chars(at_, at_ + 4, unit, 16).ptr != at_ + 4)
      throw MalformedMessage("a JSON string holds \\u without four hexadecimal digits");
    at_ += 4;
    return unit;
  }

  const char* at_;
  const char* end_;
};

}  // namespace

void append_json_string(std::string& json, std::string_view text) {
  json += '"';
  if (simdjson::validate_utf8(text.data(), text.size()))
    append_valid_utf8(json, text);
  else
    append_valid_utf8(json, replace_invalid_utf8(text));
  json += '"';
}

void append_json_number(std::string& json, double number) {
  if (!std::isfinite(number)) throw std::invalid_argument("JSON cannot say infinity or NaN");
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  json.append(digits, end);
}

std::string read_json_string(const char* begin, const char* end) {
  const auto find = [](const char* from, const char* to, char wanted) {
    return static_cast<const char*>(std::memchr(from, wanted, static_cast<std::size_t>(to - from)));
  };
  std::string text;
  const char* run = begin;
  for (const char* quote = find(run, end, '"'); quote != nullptr;) {
    const char* const backslash = find(run, quote, '\\');
    text.append(run, backslash != nullptr ? backslash : quote);
    if (backslash == nullptr) return text;
    EscapeReader escape(backslash + 1, end);
    escape.append_to(text);
    run = escape.at();
    if (run > quote) quote = find(run, end, '"');
  }
  throw MalformedMessage("a JSON string has no end");
}

}  // namespace nightporter::cdp
