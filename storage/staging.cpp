#include "storage/staging.h"

#include <optional>
#include <string>
#include <vector>

#include "storage/column_types.h"

namespace nightporter::storage {

namespace {

std::vector<std::string> staging_tables(Database& database) {
  Statement select = database.prepare("SELECT table_name FROM mapped_table WHERE role = 'staging' ORDER BY table_name");
  std::vector<std::string> names;
  while (select.next()) names.push_back(select.text(0));
  return names;
}

bool was_finished(Database& database, std::int64_t load, TimePoint before) {
  Statement select = database.prepare("SELECT 1 FROM ingest_audit WHERE id = ? AND finished_at < ?");
  return select.bind(1, load).bind(2, before).next();
}

std::int64_t delete_old_loads(Database& database, const std::string& table, TimePoint before) {
  // Loads are numbered in the order of their transactions: the first one that is too young ends it, and what is young is not looked at.
  const std::string name = quoted_name(table);
  std::int64_t deleted = 0;
  for (;;) {
    Transaction transaction(database);
    std::optional<std::int64_t> oldest;
    {
      Statement select = database.prepare("SELECT MIN(load_id) FROM " + name);
      if (select.next()) oldest = select.optional_integer(0);
    }
    if (!oldest || !was_finished(database, *oldest, before)) return deleted;
    deleted += database.prepare("DELETE FROM " + name + " WHERE load_id = ?").bind(1, *oldest).execute();
    transaction.commit();
  }
}

}  // namespace

std::int64_t delete_staged_rows(Database& database, TimePoint before) {
  std::int64_t deleted = 0;
  for (const std::string& table : staging_tables(database)) deleted += delete_old_loads(database, table, before);
  return deleted;
}

}  // namespace nightporter::storage
