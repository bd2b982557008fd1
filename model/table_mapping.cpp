#include "model/table_mapping.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace nightporter::model {

bool same_header(std::string_view a, std::string_view b) {
  const auto lower = [](unsigned char c) { return std::tolower(c); };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::vector<std::size_t> TableMapping::key_columns() const {
  std::vector<std::size_t> keys;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].key) keys.push_back(i);
  return keys;
}

bool is_reserved_column_name(std::string_view name) {
  constexpr std::array<std::string_view, 14> kReserved{"fact_id",  "crm",        "store",           "other_columns", "first_run",
                                                       "last_run", "source_md5", "first_loaded_at", "loaded_at",     "load_id",
                                                       "row_no",   "run_id",     "superseded_by",   "withdrawn_at"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

}  // namespace nightporter::model
