#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "model/period.h"
#include "model/table_mapping.h"

namespace nightporter::stages {

/// What a report's file looks like it holds: the beginning of a mapping for somebody who knows the report.
struct GuessedTable {
  model::TableMapping mapping;                     // without tables to load into
  std::vector<std::optional<model::Period>> days;  // of each column that holds dates: the first and the last
};

/// Looks at the first rows of a file: which is the header, of what type the columns are, which of them has no value twice (the key), and
/// whether the last row adds up the others. nullopt when there is no table with at least one row below a header, or no key.
/// Throws ParseError.
std::optional<GuessedTable> guess_table(const std::filesystem::path& file);

}  // namespace nightporter::stages
