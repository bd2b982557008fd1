#pragma once

#include <filesystem>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// Reads Excel's XML of 2003 ("XML Spreadsheet"), as ASP.NET reports export it under the name .xls.
RawSummary read_spreadsheetml(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits,
                              const RawRowSink& sink);

}  // namespace nightporter::stages
