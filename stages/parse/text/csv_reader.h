#pragma once

#include <filesystem>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// Reads text whose fields are separated by , ; TAB or | (found out, or said by a first line "sep=;"), quoted as in RFC 4180, in UTF-8,
/// UTF-16 or Windows-1252. Every value is text. An unterminated quote is an error.
RawSummary read_csv(const std::filesystem::path& file, const ReadLimits& limits, const RawRowSink& sink);

}  // namespace nightporter::stages
