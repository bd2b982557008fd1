#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kReadableLength = 80;

std::string letters_of(std::uint32_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters;
}

std::string shortened(const std::string& text) {
  if (text.size() <= kReadableLength) return text;
  std::size_t end = kReadableLength;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string placed(const Place& place, const std::string& message) {
  const std::string where = place.to_string();
  return where.empty() ? message : where + ": " + message;
}

}  // namespace

std::string to_string(ParseErrorKind kind) {
  switch (kind) {
    case ParseErrorKind::kUnreadable:
      return "unreadable";
    case ParseErrorKind::kEmpty:
      return "empty";
    case ParseErrorKind::kEncrypted:
      return "encrypted";
    case ParseErrorKind::kUnsupported:
      return "unsupported";
    case ParseErrorKind::kNotAReport:
      return "not-a-report";
    case ParseErrorKind::kNotAWorkbook:
      return "not-a-workbook";
    case ParseErrorKind::kCorrupt:
      return "corrupt";
    case ParseErrorKind::kTooLarge:
      return "too-large";
    case ParseErrorKind::kDoctype:
      return "dtd";
    case ParseErrorKind::kBadReference:
      return "bad-ref";
    case ParseErrorKind::kBadIndex:
      return "bad-index";
    case ParseErrorKind::kMissingPart:
      return "missing-part";
    case ParseErrorKind::kNoSuchSheet:
      return "no-such-sheet";
    case ParseErrorKind::kSiteChanged:
      return "site-changed";
    case ParseErrorKind::kBadCell:
      return "bad-cell";
    case ParseErrorKind::kBadRow:
      return "bad-row";
    case ParseErrorKind::kBadMapping:
      return "bad-mapping";
  }
  return "unknown";
}

std::string Place::to_string() const {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (!sheet.empty()) add("sheet \"" + shortened(sheet) + "\"");
  if (row > 0) add("row " + std::to_string(row));
  if (column > 0) add("column " + letters_of(column) + (header.empty() ? "" : " \"" + shortened(header) + "\""));
  if (!value.empty()) text += (text.empty() ? "\"" : ": \"") + shortened(value) + "\"";
  return text;
}

ParseError::ParseError(ParseErrorKind kind, const std::string& message, std::string hint) : Error(message, std::move(hint)), kind_(kind) {}

ParseError::ParseError(ParseErrorKind kind, Place place, const std::string& message, std::string hint)
    : Error(placed(place, message), std::move(hint)), kind_(kind), place_(std::move(place)) {}

ParseError ParseError::as_told(ParseErrorKind kind, Place place, const std::string& message, std::string hint) {
  ParseError error(kind, message, std::move(hint));
  error.place_ = std::move(place);
  return error;
}

}  // namespace nightporter::stages
