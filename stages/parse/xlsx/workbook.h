#pragma once

#include <string>
#include <vector>

#include "stages/parse/raw_reader.h"
#include "stages/parse/xlsx/zip_archive.h"

namespace nightporter::stages {

/// What the workbook part says: its sheets in order, and where everything else stands.
struct Workbook {
  struct Sheet {
    std::string name;
    SheetState state = SheetState::kVisible;
    std::string part;
  };
  std::vector<Sheet> sheets;  // worksheets only: no chart, dialog or macro sheets
  bool date_1904 = false;
  std::string shared_strings_part;  // empty when there is none
  std::string styles_part;          // empty when there is none
};

/// Throws ParseError{kNotAWorkbook} when the archive is something else, {kUnsupported} for .xlsb.
Workbook read_workbook(ZipArchive& archive);

}  // namespace nightporter::stages
