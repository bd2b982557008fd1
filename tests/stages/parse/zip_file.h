#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace nightporter::test {

using ZipParts = std::vector<std::pair<std::string, std::string>>;

/// Writes a zip file of these parts (a part may come twice) into the folder.
std::filesystem::path write_zip(const TemporaryFolder& folder, const std::string& name, const ZipParts& parts);

/// What the smallest workbooks are made of: one sheet called "Data" with this content of <sheetData>.
/// Styles: 0 general, 1 a date, 2 text, 3 "00000".
ZipParts workbook_parts(const std::string& rows);

/// workbook_parts, zipped.
std::filesystem::path write_workbook(const TemporaryFolder& folder, const std::string& rows);

}  // namespace nightporter::test
