#include "storage/row_changes.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <vector>

namespace nightporter::storage {

namespace {

/// How many changed rows are held in memory at a time.
constexpr int kRowsAtATime = 500;

struct Column {
  std::string name;
  model::ColumnType type;
  bool key;
  bool compared;
  int staged_at;  // position in the result of select_changed
  int fact_at;
};

std::vector<Column> columns_of(const model::TableMapping& mapping, const std::vector<bool>& present) {
  std::vector<Column> columns;
  int position = 2;
  const auto add = [&](const std::string& name, model::ColumnType type, bool key, bool compared) {
    columns.push_back({name, type, key, compared, position, position + 1});
    position += 2;
  };
  for (std::size_t index = 0; index < mapping.columns.size(); ++index) {
    const model::ColumnMapping& column = mapping.columns[index];
    add(column.name, column.type, column.key, present.empty() || present[index]);
  }
  add("other_columns", model::ColumnType::kText, false, mapping.other_columns == model::OtherColumns::kKeep);
  return columns;
}

std::string key_of(const Statement& row, const std::vector<Column>& columns) {
  boost::json::object key;
  for (const Column& column : columns)
    if (column.key) key[column.name] = row.cell_text(column.staged_at, column.type).value_or("");
  return boost::json::serialize(key);
}

}  // namespace

std::int64_t write_row_changes(Database& database, const model::TableMapping& mapping, const std::vector<bool>& present,
                               const std::string& select_changed, const LoadSource& source, std::int64_t load, TimePoint moment) {
  const std::vector<Column> columns = columns_of(mapping, present);
  Statement insert = database.prepare(
      "INSERT INTO row_history (fact_table, fact_id, crm, store, row_key, column_name, old_value, new_value, run_id, load_id, changed_at)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, mapping.fact_table).bind(3, source.of.site.value()).bind(4, source.of.store.value());
  insert.bind(9, source.run.value()).bind(10, load).bind(11, moment);
  Statement changed = database.prepare(select_changed);
  std::int64_t rows = 0;
  std::int64_t last_row = 0;
  for (std::int64_t before = -1; rows != before;) {
    before = rows;
    changed.bind(1, load).bind(2, last_row).bind(3, kRowsAtATime);
    while (changed.next()) {
      ++rows;
      last_row = changed.integer(0);
      insert.bind(2, changed.integer(1)).bind(5, key_of(changed, columns));
      for (const Column& column : columns) {
        if (column.key || !column.compared) continue;
        const auto old_value = changed.cell_text(column.fact_at, column.type);
        const auto new_value = changed.cell_text(column.staged_at, column.type);
        if (old_value == new_value) continue;
        insert.bind(6, column.name).bind(7, old_value).bind(8, new_value).execute();
      }
      const int withdrawn_at = columns.back().fact_at + 1;
      if (const auto withdrawn = changed.optional_text(withdrawn_at))
        insert.bind(6, "withdrawn_at").bind(7, withdrawn).bind(8, nullptr).execute();
    }
  }
  return rows;
}

}  // namespace nightporter::storage
