#pragma once

#include <filesystem>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// Reads .xlsx workbooks (and .xlsm: their macros are never looked at).
RawSummary read_xlsx(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink);

}  // namespace nightporter::stages
