#pragma once

#include <filesystem>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// Reads the tables of an HTML page, such as the one that ASP.NET calls OrderReport.xls. Values are text as the page shows it: white space
/// folded, <br> a line break. A cell that spans others has its text in the first of them. A table within a cell is a table of its own.
RawSummary read_html(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink);

}  // namespace nightporter::stages
