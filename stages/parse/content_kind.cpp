#include "stages/parse/content_kind.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "stages/parse/input_file.h"
#include "stages/parse/text/encoding.h"

namespace nightporter::stages {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kBeginning = 64u << 10;
constexpr std::string_view kCompoundMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

std::string_view without_leading_space(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

bool contains_any_case(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; }) != text.end();
}

ContentKind sniff_markup(std::string_view text) {
  if (text.find("urn:schemas-microsoft-com:office:spreadsheet") != text.npos && contains_any_case(text, "workbook"sv))
    return ContentKind::kSpreadsheetMl;
  if (!text.starts_with("<?xml"sv)) return ContentKind::kHtml;
  return contains_any_case(text, "<html"sv) || contains_any_case(text, "<table"sv) ? ContentKind::kHtml : ContentKind::kXml;
}

bool looks_like_markup(std::string_view text) {
  return text.size() > 1 && text[0] == '<' && (std::isalpha(static_cast<unsigned char>(text[1])) || text[1] == '!' || text[1] == '?');
}

bool looks_like_json(std::string_view text) {
  if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
  const std::string_view rest = without_leading_space(text.substr(1));
  if (rest.empty()) return false;
  return text[0] == '{' ? rest[0] == '"' || rest[0] == '}' : "{[]\""sv.find(rest[0]) != std::string_view::npos;
}

/// Control characters that no text file has.
bool looks_binary(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && !is_space(c) && byte != 0x1A && byte != 0x0B;
  });
}

/// The same text as bytes that can be compared with ASCII.
std::string narrowed(std::string_view bytes, TextEncoding encoding) {
  if (encoding != TextEncoding::kUtf16Le && encoding != TextEncoding::kUtf16Be) return std::string(bytes);
  std::string text;
  const std::size_t low = encoding == TextEncoding::kUtf16Le ? 0 : 1;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) text.push_back(bytes[i + 1 - low] == '\0' ? bytes[i + low] : '?');
  return text;
}

bool holds_encrypted_package(InputFile& file) {
  // Directory entries are 128 bytes long and begin with their UTF-16 name; every sector is a multiple of that.
  static constexpr std::string_view kName = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0\0\0"sv;
  std::array<char, 64u << 10> buffer;
  while (const std::size_t count = file.read(buffer))
    for (std::size_t at = 0; at + kName.size() <= count; at += 128)
      if (std::string_view(buffer.data() + at, kName.size()) == kName) return true;
  return false;
}

}  // namespace

std::string_view describe(ContentKind kind) {
  switch (kind) {
    case ContentKind::kEmpty:
      return "an empty file";
    case ContentKind::kZip:
      return "a zip archive";
    case ContentKind::kEncryptedOffice:
      return "a password-protected workbook";
    case ContentKind::kCompoundFile:
      return "an Office 97-2003 file (BIFF .xls)";
    case ContentKind::kHtml:
      return "an HTML page";
    case ContentKind::kSpreadsheetMl:
      return "an Excel 2003 XML workbook";
    case ContentKind::kXml:
      return "an XML document";
    case ContentKind::kJson:
      return "a JSON document";
    case ContentKind::kPdf:
      return "a PDF document";
    case ContentKind::kText:
      return "a text file";
    case ContentKind::kBinary:
      return "a binary file of no known format";
  }
  return "unknown content";
}

ContentKind sniff_content(std::string_view beginning) {
  if (beginning.empty()) return ContentKind::kEmpty;
  if (beginning.starts_with("PK\x03\x04"sv) || beginning.starts_with("PK\x05\x06"sv)) return ContentKind::kZip;
  if (beginning.starts_with(kCompoundMagic)) return ContentKind::kCompoundFile;
  if (beginning.substr(0, 1024).find("%PDF-"sv) != beginning.npos) return ContentKind::kPdf;
  const Encoded encoded = guess_by_beginning(beginning);
  const std::string narrow = narrowed(beginning.substr(encoded.mark_bytes), encoded.encoding);
  const std::string_view text = without_leading_space(narrow);
  if (text.empty()) return ContentKind::kText;
  if (looks_like_markup(text)) return sniff_markup(text);
  if (looks_like_json(text)) return ContentKind::kJson;
  return looks_binary(text) ? ContentKind::kBinary : ContentKind::kText;
}

ContentKind sniff_file(const std::filesystem::path& path) {
  InputFile file(path);
  const ContentKind kind = sniff_content(file.beginning(kBeginning));
  return kind == ContentKind::kCompoundFile && holds_encrypted_package(file) ? ContentKind::kEncryptedOffice : kind;
}

}  // namespace nightporter::stages
