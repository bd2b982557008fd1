#pragma once

#include <cstdint>
#include <string>

#include "stages/error.h"

namespace nightporter::stages {

enum class ParseErrorKind {
  kUnreadable,    // the file cannot be opened or read
  kEmpty,         // no byte in it
  kEncrypted,     // password-protected workbook
  kUnsupported,   // a format that is known and not read: BIFF .xls, …
  kNotAReport,    // a login page, an error body, a document without the table
  kNotAWorkbook,  // a zip, but no spreadsheet
  kCorrupt,       // damaged
  kTooLarge,      // past a limit of ReadLimits
  kDoctype,       // an XML part declares a document type: refused before anything is expanded
  kBadReference,  // a cell beyond the grid
  kBadIndex,      // a shared string or a style that is not there
  kMissingPart,   // a relationship points nowhere
  kNoSuchSheet,   // the mapping names a sheet that the file has not
  kSiteChanged,   // columns are gone or new
  kBadCell,       // a value is not of its column's type
  kBadRow,        // a row that is neither a fact nor a title, total or footer
  kBadMapping,    // the mapping itself: unknown locale, date format
};

/// "encrypted", "site-changed"…: one word for logs and JSON.
std::string to_string(ParseErrorKind kind);

/// Where in a file something stands. Rows and columns are counted from 1; zero and empty mean unknown.
struct Place {
  std::string sheet;
  std::uint64_t row = 0;
  std::uint32_t column = 0;  // 1 = A
  std::string header;        // the column's header, when known
  std::string value;         // what stands there, cut to a readable length

  /// `sheet "Orders", row 12, column D "Net Amount": "abc"`
  std::string to_string() const;
};

/// A file could not be read as the report that it should be. Rows handed out before the throw must be forgotten.
class ParseError : public Error {
 public:
  ParseError(ParseErrorKind kind, const std::string& message, std::string hint = {});
  /// The message begins with the place.
  ParseError(ParseErrorKind kind, Place place, const std::string& message, std::string hint = {});

  /// One that was thrown in another process: the message is whole.
  static ParseError as_told(ParseErrorKind kind, Place place, const std::string& message, std::string hint);

  ParseErrorKind kind() const { return kind_; }
  const Place& place() const { return place_; }

 private:
  ParseErrorKind kind_;
  Place place_;
};

}  // namespace nightporter::stages
