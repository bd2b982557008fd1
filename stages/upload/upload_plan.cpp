#include "stages/upload/upload_plan.h"

#include <unordered_map>

namespace nightporter::stages {

namespace {

bool has_key(const model::Row& row, const std::vector<model::ColumnMapping>& columns) {
  for (std::size_t index = 0; index < columns.size(); ++index)
    if (columns[index].key && !model::to_text(row[index]).empty()) return true;
  return false;
}

std::vector<std::size_t> columns_that_differ(const model::Row& wanted, const model::Row& present) {
  std::vector<std::size_t> columns;
  for (std::size_t index = 0; index < wanted.size(); ++index)
    if (wanted[index] != present[index]) columns.push_back(index);
  return columns;
}

}  // namespace

std::string key_of(const model::Row& row, const std::vector<model::ColumnMapping>& columns) {
  std::string key;
  for (std::size_t index = 0; index < columns.size(); ++index)
    if (columns[index].key) key += model::to_text(row[index]) + '\x1f';
  return key;
}

std::string key_words(const model::Row& row, const std::vector<model::ColumnMapping>& columns) {
  std::string words;
  for (std::size_t index = 0; index < columns.size(); ++index)
    if (columns[index].key) words += (words.empty() ? "" : ", ") + columns[index].header + " " + model::to_text(row[index]);
  return words;
}

UploadPlan plan_upload(const UploadTable& table, const std::vector<ExistingRow>& existing) {
  UploadPlan plan;
  std::unordered_map<std::string, std::vector<std::size_t>> present;
  for (std::size_t index = 0; index < existing.size(); ++index)
    if (has_key(existing[index].cells, table.columns)) present[key_of(existing[index].cells, table.columns)].push_back(index);
  std::unordered_map<std::string, std::size_t> last_of_key;
  for (std::size_t row = 0; row < table.rows.size(); ++row) last_of_key[key_of(table.rows[row], table.columns)] = row;

  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string key = key_of(table.rows[row], table.columns);
    if (last_of_key[key] != row) {
      plan.duplicates.push_back(row);
      continue;
    }
    const auto found = present.find(key);
    if (found == present.end()) {
      plan.new_rows.push_back(row);
      continue;
    }
    const ExistingRow& there = existing[found->second.front()];
    std::vector<std::size_t> columns = columns_that_differ(table.rows[row], there.cells);
    if (columns.empty())
      plan.unchanged.push_back(row);
    else
      plan.updates.push_back({.row = row, .position = there.position, .old_cells = there.cells, .columns = std::move(columns)});
  }
  for (const ExistingRow& row : existing) {
    const auto found = present.find(key_of(row.cells, table.columns));
    if (found == present.end() || found->second.size() < 2) continue;
    UploadPlan::RepeatedKey repeated{.key = key_words(row.cells, table.columns)};
    for (const std::size_t index : found->second) repeated.positions.push_back(existing[index].position);
    plan.repeated_keys.push_back(std::move(repeated));
    present.erase(found);  // told once
  }
  return plan;
}

}  // namespace nightporter::stages
