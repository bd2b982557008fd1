#include "engine/content/content_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "engine/content/utf16.h"

namespace nightporter::engine {
namespace {

using namespace std::string_view_literals;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

std::string_view without_leading_space(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// `word` is in lower case.
bool contains_any_case(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) { return lower(a) == b; }) != text.end();
}

/// Control characters that no text file has. Ctrl-Z ended texts once, vertical tabs come from cells with line breaks, escape sequences
/// from Asian encodings.
bool looks_binary(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && !is_space(c) && byte != 0x0B && byte != 0x1A && byte != 0x1B;
  });
}

/// The header may stand behind up to 1024 bytes of something else, but a text that only speaks of PDF files is none.
bool is_pdf(std::string_view bytes) {
  constexpr std::string_view kHeader = "%PDF-";
  const std::size_t at = bytes.substr(0, 1024).find(kHeader);
  if (at == bytes.npos) return false;
  const std::string_view before = bytes.substr(0, at);
  const std::string_view after = bytes.substr(at + kHeader.size());
  if (!after.empty() && !std::isdigit(static_cast<unsigned char>(after[0]))) return false;
  return before.empty() || before.back() == '\n' || before.back() == '\r' || looks_binary(before);
}

bool looks_like_markup(std::string_view text) {
  return text.size() > 1 && text[0] == '<' && (is_letter(text[1]) || text[1] == '!' || text[1] == '?');
}

/// From the first tag on: <?xml …?>, comments and doctypes come before it. Empty: it does not come in what we have.
std::string_view from_first_tag(std::string_view text) {
  for (;;) {
    text = text.substr(std::min(text.find('<'), text.size()));
    const bool comment = text.starts_with("<!--");
    if (!comment && !text.starts_with("<?") && !text.starts_with("<!")) return text;
    const std::string_view closing = comment ? "-->"sv : ">"sv;
    const std::size_t end = text.find(closing);
    if (end == text.npos) return {};
    text.remove_prefix(end + closing.size());
  }
}

ContentKind sniff_markup(std::string_view text) {
  if (text.find("urn:schemas-microsoft-com:office:spreadsheet") != text.npos && contains_any_case(text, "workbook"sv))
    return ContentKind::kSpreadsheetMl;
  if (contains_any_case(text.substr(0, 1024), "<!doctype html"sv)) return ContentKind::kHtml;
  const std::string_view root = from_first_tag(text);
  const bool says_xml = text.starts_with("<?xml"sv);
  const bool has_namespace = root.substr(0, root.find('>')).find(" xmlns") != root.npos;
  if (!says_xml && !has_namespace) return ContentKind::kHtml;
  return contains_any_case(text, "<html"sv) || contains_any_case(text, "<table"sv) ? ContentKind::kHtml : ContentKind::kXml;
}

/// The end of the JSON array at the start of `text`, behind its bracket; npos when it does not end in what we have.
std::size_t end_of_array(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']' && --depth == 0) {
      return i + 1;
    }
  }
  return text.npos;
}

bool starts_with_json_value(std::string_view text) {
  if ("{[\""sv.find(text[0]) != std::string_view::npos) return true;
  const std::size_t end = text.find_first_of(" \t\r\n\f,]");
  const std::string_view word = text.substr(0, end);
  if (word == "true" || word == "false" || word == "null") return true;
  return !word.empty() && word.find_first_of("0123456789") != word.npos && word.find_first_not_of("+-.0123456789eE") == word.npos;
}

/// Tells JSON from tables whose headers stand in brackets: [Order No],[Date]
bool looks_like_json(std::string_view text) {
  if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
  const std::string_view rest = without_leading_space(text.substr(1));
  if (rest.empty()) return text.size() == 1;
  if (text[0] == '{') return rest[0] == '"' || rest[0] == '}';
  if (rest[0] != ']' && !starts_with_json_value(rest)) return false;
  const std::size_t end = end_of_array(text);
  return end >= text.size() || ",;|\t"sv.find(text[end]) == std::string_view::npos;
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
  if (beginning.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return ContentKind::kCompoundFile;
  if (is_pdf(beginning)) return ContentKind::kPdf;
  const std::string narrow = narrow_text(beginning);
  const std::string_view text = without_leading_space(narrow);
  if (text.empty()) return ContentKind::kText;
  if (looks_like_markup(text)) return sniff_markup(text);
  if (looks_like_json(text)) return ContentKind::kJson;
  return looks_binary(text) ? ContentKind::kBinary : ContentKind::kText;
}

}  // namespace nightporter::engine
