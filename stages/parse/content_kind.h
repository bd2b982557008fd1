#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace nightporter::stages {

/// What a file is by its bytes; its name is never asked.
enum class ContentKind {
  kEmpty,
  kZip,              // .xlsx if it holds a workbook
  kEncryptedOffice,  // a compound file with an EncryptedPackage stream: a password-protected workbook
  kCompoundFile,     // any other compound file: BIFF .xls, .doc
  kHtml,
  kSpreadsheetMl,  // Excel's XML of 2003
  kXml,            // any other XML
  kJson,
  kPdf,
  kText,  // CSV, TSV, or just text
  kBinary,
};

/// "HTML page", "PDF document"…: for people.
std::string_view describe(ContentKind kind);

/// Looks at the first bytes (64 KiB are plenty) of a file.
ContentKind sniff_content(std::string_view beginning);

/// Reads as much of the file as is needed to tell. Throws ParseError{kUnreadable}.
ContentKind sniff_file(const std::filesystem::path& file);

}  // namespace nightporter::stages
