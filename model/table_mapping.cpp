#include "model/table_mapping.h"

namespace nightporter::model {

std::vector<std::size_t> TableMapping::key_columns() const {
  std::vector<std::size_t> keys;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].key) keys.push_back(i);
  return keys;
}

}  // namespace nightporter::model
