#pragma once

#include <cstddef>
#include <string_view>

namespace nightporter::engine {

/// What a file is by its bytes; its name is never asked.
enum class ContentKind {
  kEmpty,
  kZip,              // .xlsx if it holds a workbook
  kEncryptedOffice,  // a compound file with an EncryptedPackage stream: a password-protected workbook. Its beginning does not tell.
  kCompoundFile,     // any other compound file: BIFF .xls, .doc
  kHtml,
  kSpreadsheetMl,  // Excel's XML of 2003
  kXml,            // any other XML
  kJson,
  kPdf,
  kText,  // CSV, TSV, or just text
  kBinary,
};

/// As many bytes as are ever looked at.
inline constexpr std::size_t kSniffedBytes = 64 * 1024;

/// "an HTML page", "a PDF document"…: for people.
std::string_view describe(ContentKind kind);

/// Looks at the first bytes of a file: magic numbers first, then text in ASCII's successors or UTF-16, its byte-order mark skipped. Pure.
ContentKind sniff_content(std::string_view beginning);

}  // namespace nightporter::engine
