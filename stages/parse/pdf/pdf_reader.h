#pragma once

#include <filesystem>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// Reads the table of a PDF document: with known columns, the one that their headers stand above, over all pages; otherwise one table for
/// each page. A table is chosen by its page's number. Rows and limits as read_raw says.
RawSummary read_pdf(const std::filesystem::path& path, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink);

}  // namespace nightporter::stages
