#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "stages/parse/parse_error.h"
#include "stages/parse/raw_reader.h"

namespace nightporter::test {

/// "2: A=s:text C=n:1.5"
std::string row_text(const stages::RawRow& row);

/// All rows of a file, each as row_text.
std::vector<std::string> raw_rows(const std::filesystem::path& file, const stages::TableChoice& choice = stages::TableChoice::all(),
                                  const stages::ReadLimits& limits = {});

/// The kind of the error that reading the file ends with; "none" when it does not.
std::string raw_error(const std::filesystem::path& file, const stages::ReadLimits& limits = {});

}  // namespace nightporter::test
