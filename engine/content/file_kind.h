#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/content/content_kind.h"

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

/// "xlsx", "csv"…; "any"
std::string_view to_string(FileKind kind);

/// Whether the beginning of a file may be that of an `expected`. An HTML page is accepted as kXls only when it holds a table and no
/// password field. Pure.
bool is_acceptable(FileKind expected, ContentKind content, std::string_view beginning);

/// Is there a field for a password in this HTML? Pure.
bool has_password_field(std::string_view html);

/// The first `limit` bytes. Throws engine::Error.
std::string read_beginning(const std::filesystem::path& file, std::size_t limit = kSniffedBytes);

}  // namespace nightporter::engine
