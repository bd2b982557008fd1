#include "engine/content/file_kind.h"

#include <algorithm>
#include <cctype>
#include <fstream>

#include "engine/content/utf16.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::string_view to_string(FileKind kind) {
  switch (kind) {
    case FileKind::kAny:
      return "any";
    case FileKind::kXlsx:
      return "xlsx";
    case FileKind::kXls:
      return "xls";
    case FileKind::kCsv:
      return "csv";
    case FileKind::kPdf:
      return "pdf";
    case FileKind::kJson:
      return "json";
    case FileKind::kHtml:
      return "html";
    case FileKind::kZip:
      return "zip";
  }
  return "any";
}

bool is_acceptable(FileKind expected, ContentKind content, std::string_view beginning) {
  switch (expected) {
    case FileKind::kAny:
      return true;
    case FileKind::kXlsx:
    case FileKind::kZip:
      return content == ContentKind::kZip;
    case FileKind::kXls:
      if (content == ContentKind::kCompoundFile || content == ContentKind::kZip || content == ContentKind::kSpreadsheetMl) return true;
      return content == ContentKind::kHtml && lower(narrow_text(beginning)).find("<table") != std::string::npos &&
             !has_password_field(beginning);
    case FileKind::kCsv:
      return content == ContentKind::kText;
    case FileKind::kPdf:
      return content == ContentKind::kPdf;
    case FileKind::kJson:
      return content == ContentKind::kJson;
    case FileKind::kHtml:
      return content == ContentKind::kHtml;
  }
  return false;
}

bool has_password_field(std::string_view html) {
  const std::string text = lower(narrow_text(html));
  const auto is_space = [&](std::size_t at) { return at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0; };
  for (std::size_t at = text.find("type"); at != std::string::npos; at = text.find("type", at + 1)) {
    std::size_t value = at + 4;
    while (is_space(value)) ++value;
    if (value >= text.size() || text[value] != '=') continue;
    ++value;
    while (is_space(value)) ++value;
    if (value < text.size() && (text[value] == '"' || text[value] == '\'')) ++value;
    if (text.compare(value, 8, "password") == 0) return true;
  }
  return false;
}

std::string read_beginning(const std::filesystem::path& file, std::size_t limit) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("cannot read " + file.string(), "the browser's user writes it: this program must be able to read its folder");
  std::string bytes(limit, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(limit));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

}  // namespace nightporter::engine
