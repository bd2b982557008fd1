#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/table_mapping.h"

namespace nightporter::sites::language {

/// Comments of a written table, without "# ": above its columns, and above each column by its name.
struct TableComments {
  std::vector<std::string> table;
  std::map<std::string, std::vector<std::string>> columns;
};

/// The `table:` and `load:` of a report in a recipe, indented as a report's keys are: the other way of read_table.
std::string write_table(const model::TableMapping& table, const TableComments& comments);

}  // namespace nightporter::sites::language
