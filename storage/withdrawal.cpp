#include "storage/withdrawal.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <vector>

namespace nightporter::storage {

namespace {

struct MissingFact {
  std::int64_t id;
  std::string key;
};

/// Binds crm, store, the period's bounds and the load, beginning with parameter `first`.
void bind_missing(Statement& statement, int first, const model::TableMapping& mapping, const LoadSource& source, std::int64_t load) {
  const auto period = std::find_if(mapping.columns.begin(), mapping.columns.end(), [](const auto& column) { return column.period; });
  const auto start_of = [&](model::CalendarDate day) -> model::Cell {
    if (period->type == model::ColumnType::kDate) return day;
    return model::DateTime(std::chrono::local_days(day.days().time_since_epoch()));
  };
  statement.bind(first, source.of.site.value()).bind(first + 1, source.of.store.value());
  statement.bind(first + 2, start_of(source.period.from)).bind(first + 3, start_of(source.period.to + std::chrono::days(1)));
  statement.bind(first + 4, load);
}

std::vector<MissingFact> read_missing(Database& database, const model::TableMapping& mapping, const MergeSql& sql, const LoadSource& source,
                                      std::int64_t load) {
  const std::vector<std::size_t> keys = mapping.key_columns();
  std::vector<MissingFact> missing;
  Statement select = database.prepare(sql.select_missing);
  bind_missing(select, 1, mapping, source, load);
  while (select.next()) {
    boost::json::object key;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const model::ColumnMapping& column = mapping.columns[keys[i]];
      key[column.name] = select.cell_text(static_cast<int>(i) + 1, column.type).value_or("");
    }
    missing.push_back({select.integer(0), boost::json::serialize(key)});
  }
  return missing;
}

}  // namespace

std::int64_t withdraw_missing(Database& database, const model::TableMapping& mapping, const MergeSql& sql, const LoadSource& source,
                              std::int64_t load, TimePoint moment) {
  const std::vector<MissingFact> missing = read_missing(database, mapping, sql, source, load);
  if (missing.empty()) return 0;
  Statement insert = database.prepare(
      "INSERT INTO row_history (fact_table, fact_id, crm, store, row_key, column_name, old_value, new_value, run_id, load_id, changed_at)"
      " VALUES (?, ?, ?, ?, ?, 'withdrawn_at', NULL, ?, ?, ?, ?)");
  insert.bind(1, mapping.fact_table).bind(3, source.of.site.value()).bind(4, source.of.store.value());
  insert.bind(6, to_iso(moment)).bind(7, source.run.value()).bind(8, load).bind(9, moment);
  for (const MissingFact& fact : missing) insert.bind(2, fact.id).bind(5, fact.key).execute();
  Statement withdraw = database.prepare(sql.withdraw);
  withdraw.bind(1, moment).bind(2, source.run.value()).bind(3, moment);
  bind_missing(withdraw, 4, mapping, source, load);
  return withdraw.execute();
}

}  // namespace nightporter::storage
