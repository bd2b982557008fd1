#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/period.h"
#include "model/table_mapping.h"

namespace nightporter::stages {

/// What a report's file looks like it holds: the beginning of a mapping for somebody who knows the report.
struct GuessedTable {
  model::TableMapping mapping;                     // without tables to load into
  std::vector<std::optional<model::Period>> days;  // of each column that holds dates: the first and the last
  /// Per column: other date formats, or locales of numbers, that read all of its values too, but otherwise: only a person can tell.
  std::vector<std::vector<std::string>> other_readings;
  std::vector<std::string> key_candidates;  // names of columns that have no value twice, and no empty cell
  std::size_t table = 0;                    // which sheet or table of the page, counted from 0
  std::uint64_t header_row = 0;             // 1-based
};

/// Looks at the first rows of a file: which is the header, of what type the columns are, which of them has no value twice (the key; else
/// which few of them together), and whether the last row adds up the others. nullopt when there is no table with at least one row below a
/// header, or no key. The file is read in a process of its own (see read_apart). Throws ParseError.
std::optional<GuessedTable> guess_table(const std::filesystem::path& file);

}  // namespace nightporter::stages
