#include "engine/download/content_sniff.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

#include "engine/error.h"

namespace nightporter::engine {
namespace {

using namespace std::string_view_literals;

// UTF-16 text as ASCII where it is ASCII, '?' elsewhere; enough to recognise markup.
std::string narrow_utf16(std::string_view bytes, bool little_endian) {
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<unsigned char>(bytes[little_endian ? i : i + 1]);
    const auto high = static_cast<unsigned char>(bytes[little_endian ? i + 1 : i]);
    text += high == 0 && low < 0x80 ? static_cast<char>(low) : '?';
  }
  return text;
}

// Text without its byte-order mark; empty when the bytes are not text.
std::string as_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return narrow_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xFE\xFF")) return narrow_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const auto is_control = [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != '\f' && c != '\x1a' && c != '\x1b';
  };
  if (std::any_of(bytes.begin(), bytes.end(), is_control)) return {};
  return std::string(bytes);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string_view trimmed_left(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n\f");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

// Skips <?xml …?> and comments, which pages and XML files alike begin with.
std::string_view skip_prologue(std::string_view text) {
  for (;;) {
    text = trimmed_left(text);
    const bool comment = text.starts_with("<!--");
    if (!comment && !text.starts_with("<?")) return text;
    const std::string_view closing = comment ? "-->"sv : "?>"sv;
    const std::size_t end = text.find(closing);
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + closing.size());
  }
}

bool starts_with_tag(std::string_view text, std::string_view tag) {
  if (!text.starts_with('<') || !text.substr(1).starts_with(tag)) return false;
  const std::string_view rest = text.substr(1 + tag.size());
  return rest.empty() || rest[0] == '>' || rest[0] == '/' || std::isspace(static_cast<unsigned char>(rest[0]));
}

bool is_html(std::string_view text) {
  constexpr std::array kTags{"!doctype"sv, "html"sv, "head"sv, "body"sv,   "table"sv, "title"sv, "meta"sv, "script"sv, "style"sv, "div"sv,
                             "form"sv,     "p"sv,    "h1"sv,   "center"sv, "font"sv,  "br"sv,    "span"sv, "b"sv,      "link"sv,  "a"sv};
  return std::any_of(kTags.begin(), kTags.end(), [&](std::string_view tag) { return starts_with_tag(text, tag); });
}

bool is_json(std::string_view text) {
  if (text.empty()) return false;
  if (text[0] == '{') {
    const std::string_view next = trimmed_left(text.substr(1));
    return next.empty() || next[0] == '"' || next[0] == '}';
  }
  if (text[0] != '[') return false;
  const std::string_view next = trimmed_left(text.substr(1));
  return next.empty() || "{[\"]-0123456789tfn"sv.find(next[0]) != std::string_view::npos;
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

std::string_view to_string(SniffedContent content) {
  switch (content) {
    case SniffedContent::kEmpty:
      return "nothing";
    case SniffedContent::kZip:
      return "a zip file";
    case SniffedContent::kOle2:
      return "an old Office file";
    case SniffedContent::kPdf:
      return "a PDF";
    case SniffedContent::kHtml:
      return "an HTML page";
    case SniffedContent::kXml:
      return "an XML file";
    case SniffedContent::kJson:
      return "JSON";
    case SniffedContent::kText:
      return "plain text";
    case SniffedContent::kBinary:
      return "unknown binary data";
  }
  return "unknown binary data";
}

SniffedContent sniff_content(std::string_view beginning) {
  if (beginning.empty()) return SniffedContent::kEmpty;
  if (beginning.starts_with("PK\x03\x04"sv) || beginning.starts_with("PK\x05\x06"sv)) return SniffedContent::kZip;
  if (beginning.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return SniffedContent::kOle2;
  // The header may stand behind up to 1024 bytes of something else.
  if (beginning.substr(0, 1024).find("%PDF-") != std::string_view::npos) return SniffedContent::kPdf;
  const std::string text = lower(as_text(beginning));
  if (text.empty()) return trimmed_left(beginning).empty() ? SniffedContent::kText : SniffedContent::kBinary;
  const std::string_view start = skip_prologue(text);
  if (is_html(start)) return SniffedContent::kHtml;
  if (start.starts_with('<') || trimmed_left(text).starts_with("<?xml")) return SniffedContent::kXml;
  return is_json(start) ? SniffedContent::kJson : SniffedContent::kText;
}

bool is_acceptable(FileKind expected, SniffedContent content, std::string_view beginning) {
  switch (expected) {
    case FileKind::kAny:
      return true;
    case FileKind::kXlsx:
    case FileKind::kZip:
      return content == SniffedContent::kZip;
    case FileKind::kXls: {
      if (content == SniffedContent::kOle2 || content == SniffedContent::kZip || content == SniffedContent::kXml) return true;
      if (content != SniffedContent::kHtml) return false;
      const std::string text = lower(as_text(beginning));
      return text.find("<table") != std::string::npos && text.find("type=\"password\"") == std::string::npos &&
             text.find("type='password'") == std::string::npos && text.find("type=password") == std::string::npos;
    }
    case FileKind::kCsv:
      return content == SniffedContent::kText;
    case FileKind::kPdf:
      return content == SniffedContent::kPdf;
    case FileKind::kJson:
      return content == SniffedContent::kJson;
    case FileKind::kHtml:
      return content == SniffedContent::kHtml;
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
