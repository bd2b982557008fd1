#pragma once

#include <string_view>
#include <vector>

#include "stages/parse/xlsx/number_format.h"
#include "stages/parse/xlsx/zip_archive.h"

namespace nightporter::stages {

/// The number format of every cell style (cellXfs), by the style's index.
std::vector<NumberFormat> read_styles(ZipArchive& archive, std::string_view part);

}  // namespace nightporter::stages
