#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace nightporter::engine {

/// What a file may be asked to be.
enum class FileKind {
  kAny,
  kXlsx,  // Office Open XML: a zip file
  kXls,   // the old binary workbook, or what sites send under that name: an HTML table, SpreadsheetML, even an .xlsx
  kCsv,   // text that is neither markup nor JSON
  kPdf,
  kJson,
  kHtml,
  kZip,
};

/// What the first bytes of a file say that it is.
enum class SniffedContent { kEmpty, kZip, kOle2, kPdf, kHtml, kXml, kJson, kText, kBinary };

/// As many bytes as are ever looked at.
inline constexpr std::size_t kSniffedBytes = 64 * 1024;

/// "xlsx", "csv"…; "any"
std::string_view to_string(FileKind kind);
/// "a zip file", "an HTML page"…
std::string_view to_string(SniffedContent content);

/// Looks at the beginning of a file: magic numbers first, then UTF-8 or UTF-16 text with its byte-order mark skipped.
SniffedContent sniff_content(std::string_view beginning);

/// An HTML page is accepted as kXls only when it holds a table and no password field.
bool is_acceptable(FileKind expected, SniffedContent content, std::string_view beginning);

/// The first `limit` bytes. Throws engine::Error.
std::string read_beginning(const std::filesystem::path& file, std::size_t limit = kSniffedBytes);

}  // namespace nightporter::engine
