#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::engine {

/// What file systems allow, in bytes (NAME_MAX).
inline constexpr std::size_t kMaximalNameBytes = 255;

/// Makes `text` a single harmless file name: no directory part, no control characters, no \ / : * ? " < > | and no letters that turn
/// the text around or are not seen (each becomes _), valid UTF-8, no leading dots or spaces, no trailing dots or spaces, no device name of
/// Windows (CON.csv becomes _CON.csv), at most `limit_bytes`, cut on a character boundary before the extension. Never empty: "download" is
/// the last resort.
std::string safe_file_name(std::string_view text, std::size_t limit_bytes = kMaximalNameBytes);

/// One piece of a canonical name: as above, and without white space and dots, so that the pieces can be told apart.
std::string safe_name_piece(std::string_view text);

/// "TD_OrderReport_UttamNagar_2025-11-12_to_2025-11-12.xlsx". `extension` without the dot. Dates are given as ISO text.
struct CanonicalName {
  std::string crm;
  std::string report_type;
  std::string store_name;
  std::string from;
  std::string to;
  std::string extension;
  int part = 1;  // of several files for one period; shown from the second on

  /// Over-long names lose the end of the store's name, never the dates.
  std::string to_string() const;
};

/// "name.csv", 2 → "name (2).csv", within the byte limit.
std::string numbered_file_name(std::string_view name, int number);

/// The extension with its dot, lower case, "" when there is none: of "report.tar.gz", ".gz".
std::string extension_of(std::string_view name);

}  // namespace nightporter::engine
