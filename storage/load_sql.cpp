#include "storage/load_sql.h"

#include <algorithm>
#include <vector>

#include "storage/column_types.h"

namespace nightporter::storage {

namespace {

/// "a<separator>b<separator>c" of what `each` makes of the columns.
template <class Each>
std::string joined(const std::vector<std::string>& columns, const std::string& separator, Each each) {
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "" : separator) + each(column);
  return text;
}

std::string any_differs(const std::vector<std::string>& columns, const std::string& left, const std::string& right) {
  if (columns.empty()) return "1 = 0";
  return "(" + joined(columns, " OR ", [&](const std::string& c) { return left + "." + c + " IS DISTINCT FROM " + right + "." + c; }) + ")";
}

std::string itself(const std::string& column) {
  return column;
}

}  // namespace

std::vector<std::string> staging_columns(const model::TableMapping& mapping) {
  std::vector<std::string> columns{"load_id", "row_no", "run_id", "crm", "store"};
  for (const auto& column : mapping.columns) columns.push_back(column.name);
  columns.emplace_back("other_columns");
  return columns;
}

MergeSql::MergeSql(const model::TableMapping& mapping, const std::vector<bool>& present) {
  const std::string staging = quoted_name(mapping.staging_table);
  const std::string fact = quoted_name(mapping.fact_table);
  std::vector<std::string> all, keys, values;
  for (std::size_t index = 0; index < mapping.columns.size(); ++index) {
    const model::ColumnMapping& column = mapping.columns[index];
    all.push_back(quoted_name(column.name));
    if (column.key) {
      keys.push_back(all.back());
    } else if (present.empty() || present[index]) {
      values.push_back(all.back());
    }
  }
  all.emplace_back("other_columns");
  if (mapping.other_columns == model::OtherColumns::kKeep) values.emplace_back("other_columns");
  const std::string all_list = joined(all, ", ", itself);
  const std::string key_list = joined(keys, ", ", itself);

  has_duplicates = "SELECT 1 FROM " + staging + " WHERE load_id = ? GROUP BY " + key_list + " HAVING COUNT(*) > 1 LIMIT 1";

  mark_duplicates = "UPDATE " + staging + " SET superseded_by = later.last_row_no FROM (SELECT row_no, MAX(row_no) OVER (PARTITION BY " +
                    key_list + ") AS last_row_no FROM " + staging + " WHERE load_id = ?) AS later WHERE " + staging + ".load_id = ? AND " +
                    staging + ".row_no = later.row_no AND later.last_row_no > later.row_no";

  count_conflicts = "SELECT COUNT(*) FROM " + staging + " AS d JOIN " + staging +
                    " AS w ON w.load_id = d.load_id AND w.row_no = d.superseded_by WHERE d.load_id = ? AND " +
                    any_differs(values, "d", "w");

  select_changed = "SELECT s.row_no, f.fact_id" + joined(all, "", [](const std::string& c) { return ", s." + c + ", f." + c; }) +
                   ", f.withdrawn_at FROM " + staging + " AS s JOIN " + fact + " AS f ON f.crm = s.crm AND f.store = s.store" +
                   joined(keys, "", [](const std::string& c) { return " AND f." + c + " = s." + c; }) +
                   " WHERE s.load_id = ? AND s.row_no > ? AND s.superseded_by IS NULL AND (f.withdrawn_at IS NOT NULL OR " +
                   any_differs(values, "s", "f") + ") ORDER BY s.row_no LIMIT ?";

  upsert = "INSERT INTO " + fact + " (crm, store, " + all_list +
           ", first_run, last_run, source_md5, first_loaded_at, loaded_at) SELECT crm, store, " + all_list + ", ?, ?, ?, ?, ? FROM " +
           staging + " WHERE load_id = ? AND superseded_by IS NULL ORDER BY row_no ON CONFLICT (crm, store, " + key_list +
           ") DO UPDATE SET " + joined(values, "", [](const std::string& c) { return c + " = excluded." + c + ", "; }) +
           "last_run = excluded.last_run, source_md5 = excluded.source_md5, loaded_at = excluded.loaded_at, withdrawn_at = NULL WHERE " +
           fact + ".withdrawn_at IS NOT NULL OR " + any_differs(values, fact, "excluded");

  forget_staged = "DELETE FROM " + staging + " WHERE load_id = ?";

  const auto period = std::find_if(mapping.columns.begin(), mapping.columns.end(), [](const auto& column) { return column.period; });
  if (period == mapping.columns.end()) return;
  const std::string day = "f." + quoted_name(period->name);
  const std::string missing = " WHERE f.withdrawn_at IS NULL AND f.crm = ? AND f.store = ? AND " + day + " >= ? AND " + day +
                              " < ? AND NOT EXISTS (SELECT 1 FROM " + staging +
                              " AS s WHERE s.load_id = ? AND s.crm = f.crm AND s.store = f.store" +
                              joined(keys, "", [](const std::string& c) { return " AND s." + c + " = f." + c; }) + ")";
  select_missing = "SELECT f.fact_id" + joined(keys, "", [](const std::string& c) { return ", f." + c; }) + " FROM " + fact + " AS f" +
                   missing + " ORDER BY f.fact_id";
  withdraw = "UPDATE " + fact + " AS f SET withdrawn_at = ?, last_run = ?, loaded_at = ?" + missing;
}

}  // namespace nightporter::storage
