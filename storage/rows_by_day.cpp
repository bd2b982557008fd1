#include "storage/rows_by_day.h"

#include <algorithm>

#include "storage/column_types.h"

namespace nightporter::storage {

namespace {

bool has_column(Database& database, const std::string& table, const std::string& column) {
  Statement select = database.prepare("SELECT 1 FROM mapped_column WHERE table_name = ? AND column_name = ?");
  select.bind(1, table).bind(2, column);
  return select.next();
}

model::Cell start_of(model::CalendarDate day, model::ColumnType type) {
  if (type == model::ColumnType::kDate) return day;
  return model::DateTime(std::chrono::local_days(day.days().time_since_epoch()));
}

}  // namespace

std::map<model::CalendarDate, std::int64_t> rows_by_day(Database& database, const model::TableMapping& mapping, const StoreReport& of,
                                                        const model::Period& period, int weeks, const std::string& time_zone) {
  std::map<model::CalendarDate, std::int64_t> rows;
  const auto column = std::find_if(mapping.columns.begin(), mapping.columns.end(), [](const auto& c) { return c.period; });
  if (column == mapping.columns.end() || !has_column(database, mapping.fact_table, column->name)) return rows;
  const Transaction transaction(database);  // for its time zone; nothing is written
  if (!time_zone.empty()) database.use_time_zone(time_zone);
  const std::string day = quoted_name(column->name);
  const std::string unwithdrawn = has_column(database, mapping.fact_table, "withdrawn_at") ? " AND withdrawn_at IS NULL" : "";
  Statement select =
      database.prepare("SELECT " + day + ", COUNT(*) FROM " + quoted_name(mapping.fact_table) + " WHERE crm = ? AND store = ? AND " + day +
                       " >= ? AND " + day + " < ?" + unwithdrawn + " GROUP BY " + day);
  select.bind(1, of.site.value()).bind(2, of.store.value());
  select.bind(3, start_of(period.from - std::chrono::days(7 * weeks), column->type));
  select.bind(4, start_of(period.to + std::chrono::days(1), column->type));
  while (select.next()) {
    const auto text = select.cell_text(0, column->type);
    const auto date = model::CalendarDate::parse_iso(text.value_or("").substr(0, 10));
    if (date) rows[*date] += select.integer(1);
  }
  return rows;
}

}  // namespace nightporter::storage
