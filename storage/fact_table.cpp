#include "storage/fact_table.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "storage/column_types.h"
#include "storage/error.h"

namespace nightporter::storage {

namespace {

constexpr std::size_t kMaximalNameLength = 63;  // PostgreSQL cuts longer ones

const std::set<std::string, std::less<>>& own_tables() {
  static const std::set<std::string, std::less<>> names{
      "run",           "download_ledger", "download_intent", "ingest_audit", "row_history",     "mapped_table",  "mapped_column",
      "storage_state", "store_lease",     "schema_version",  "outbox",       "sign_in_refusal", "upload_ledger", "gate_acceptance"};
  return names;
}

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > kMaximalNameLength || name.front() < 'a' || name.front() > 'z') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

void check_table_name(const std::string& name, const char* role) {
  if (!is_name(name))
    throw MappingError(std::string("the ") + role + " table's name \"" + name + "\" is not one",
                       "use small letters, digits and _, beginning with a letter, at most 63");
  if (own_tables().contains(name) || name.starts_with("sqlite_") || name.starts_with("pg_"))
    throw MappingError(
        std::string("the ") + role + " table cannot be called " + name + ": the program or the database has a table of that name",
        "call it fact_… or stg_…");
}

std::string names_of(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

struct KnownColumn {
  std::string type;
  bool key;
};

/// Empty when there is no such table.
std::map<std::string, KnownColumn> known_columns(Database& database, const std::string& table) {
  std::map<std::string, KnownColumn> known;
  Statement select = database.prepare("SELECT column_name, type, is_key FROM mapped_column WHERE table_name = ?");
  select.bind(1, table);
  while (select.next()) known[select.text(0)] = {select.text(1), select.integer(2) != 0};
  return known;
}

std::optional<std::string> known_role(Database& database, const std::string& table) {
  Statement select = database.prepare("SELECT role FROM mapped_table WHERE table_name = ?");
  if (!select.bind(1, table).next()) return std::nullopt;
  return select.text(0);
}

std::string column_definition(const model::ColumnMapping& column, bool not_null) {
  return quoted_name(column.name) + " " + std::string(sql_type(column.type)) + (not_null ? " NOT NULL" : "");
}

std::string create_staging(const model::TableMapping& mapping) {
  std::string sql = "CREATE TABLE " + quoted_name(mapping.staging_table) +
                    " (load_id BIGINT NOT NULL, row_no BIGINT NOT NULL, superseded_by BIGINT, run_id TEXT NOT NULL,"
                    " crm TEXT NOT NULL, store TEXT NOT NULL";
  for (const auto& column : mapping.columns) sql += ", " + column_definition(column, false);
  return sql + ", other_columns TEXT, PRIMARY KEY (load_id, row_no))";
}

std::string create_fact(const model::TableMapping& mapping) {
  std::string sql =
      "CREATE TABLE " + quoted_name(mapping.fact_table) + " (fact_id INTEGER PRIMARY KEY, crm TEXT NOT NULL, store TEXT NOT NULL";
  std::string key = "crm, store";
  for (const auto& column : mapping.columns) {
    sql += ", " + column_definition(column, column.key);
    if (column.key) key += ", " + quoted_name(column.name);
  }
  return sql +
         ", other_columns TEXT, first_run TEXT NOT NULL, last_run TEXT NOT NULL, source_md5 TEXT NOT NULL, first_loaded_at TEXT NOT NULL,"
         " loaded_at TEXT NOT NULL, withdrawn_at TEXT, UNIQUE (" +
         key + "))";
}

/// Beside the mapping's columns, so that a table made before there was such a thing is told from one that has it.
constexpr const char* kWithdrawnAt = "withdrawn_at";

void enter_withdrawn_at(Database& database, const std::string& table) {
  database.prepare("INSERT INTO mapped_column (table_name, column_name, type, is_key, added_at) VALUES (?, ?, 'time', 0, ?)")
      .bind(1, table)
      .bind(2, kWithdrawnAt)
      .bind(3, now())
      .execute();
}

std::string create_quarantine(const model::TableMapping& mapping) {
  return "CREATE TABLE IF NOT EXISTS " + quoted_name(quarantine_table(mapping)) +
         " (load_id BIGINT NOT NULL, row_no BIGINT NOT NULL, run_id TEXT NOT NULL, crm TEXT NOT NULL, store TEXT NOT NULL,"
         " report TEXT NOT NULL, reasons TEXT NOT NULL, raw_cells TEXT NOT NULL, source_md5 TEXT NOT NULL, quarantined_at TEXT NOT NULL,"
         " PRIMARY KEY (load_id, row_no))";
}

void enter_column(Database& database, const std::string& table, const model::ColumnMapping& column) {
  database.prepare("INSERT INTO mapped_column (table_name, column_name, type, is_key, added_at) VALUES (?, ?, ?, ?, ?)")
      .bind(1, table)
      .bind(2, column.name)
      .bind(3, type_word(column.type))
      .bind(4, column.key ? 1 : 0)
      .bind(5, now())
      .execute();
}

void create(Database& database, const model::TableMapping& mapping, const std::string& table, const std::string& role,
            const std::string& sql) {
  database.execute_schema(sql);
  database.prepare("INSERT INTO mapped_table (table_name, role, created_at) VALUES (?, ?, ?)")
      .bind(1, table)
      .bind(2, role)
      .bind(3, now())
      .execute();
  for (const auto& column : mapping.columns) enter_column(database, table, column);
}

void check_fits(const model::TableMapping& mapping, const std::string& table, const std::map<std::string, KnownColumn>& known) {
  std::set<std::string> known_key, wanted_key;
  for (const auto& [name, column] : known)
    if (column.key) known_key.insert(name);
  for (const auto& column : mapping.columns) {
    if (column.key) wanted_key.insert(column.name);
    const auto found = known.find(column.name);
    if (found != known.end() && found->second.type != type_word(column.type))
      throw MappingError(
          "the column " + column.name + " of " + table + " holds " + found->second.type + ", the recipe says " +
              std::string(type_word(column.type)),
          "give the column another name in the recipe, or the report other tables (load: staging, fact); what is loaded stays");
  }
  if (known_key != wanted_key)
    throw MappingError("the key of " + table + " is (" + names_of(known_key) + "), the recipe says (" + names_of(wanted_key) + ")",
                       "give the report other tables in the recipe (load: staging, fact); what is loaded stays");
}

void ensure_table(Database& database, const model::TableMapping& mapping, const std::string& table, const std::string& role,
                  const std::string& sql) {
  const auto present = known_role(database, table);
  if (!present) return create(database, mapping, table, role, sql);
  if (*present != role)
    throw MappingError("the table " + table + " is a " + *present + " table, the recipe wants it as a " + role + " table",
                       "give it another name in the recipe (load: staging, fact)");
  const auto known = known_columns(database, table);
  check_fits(mapping, table, known);
  for (const auto& column : mapping.columns) {
    if (known.contains(column.name)) continue;
    database.execute_schema("ALTER TABLE " + quoted_name(table) + " ADD COLUMN " + column_definition(column, false));
    enter_column(database, table, column);
  }
}

}  // namespace

std::string_view sql_type(model::ColumnType type) {
  switch (type) {
    case model::ColumnType::kText:
      return "TEXT";
    case model::ColumnType::kInteger:
      return "BIGINT";
    case model::ColumnType::kDecimal:
      return "NUMERIC";
    case model::ColumnType::kDate:
      return "DATE";
    case model::ColumnType::kDateTime:
      return "TIMESTAMP";
    case model::ColumnType::kBoolean:
      return "BOOLEAN";
  }
  return "TEXT";
}

std::string_view type_word(model::ColumnType type) {
  switch (type) {
    case model::ColumnType::kText:
      return "text";
    case model::ColumnType::kInteger:
      return "integer";
    case model::ColumnType::kDecimal:
      return "decimal";
    case model::ColumnType::kDate:
      return "date";
    case model::ColumnType::kDateTime:
      return "datetime";
    case model::ColumnType::kBoolean:
      return "boolean";
  }
  return "text";
}

std::string quoted_name(std::string_view name) {
  return '"' + std::string(name) + '"';
}

std::string quarantine_table(const model::TableMapping& mapping) {
  return mapping.staging_table + "_quarantine";
}

void check_mapping(const model::TableMapping& mapping) {
  check_table_name(mapping.staging_table, "staging");
  check_table_name(mapping.fact_table, "fact");
  if (mapping.staging_table == mapping.fact_table)
    throw MappingError("staging and fact table are both called " + mapping.fact_table, "call them stg_… and fact_…");
  if (mapping.bad_rows == model::BadRows::kQuarantine) {
    check_table_name(quarantine_table(mapping), "quarantine");
    if (quarantine_table(mapping) == mapping.fact_table)
      throw MappingError("quarantine and fact table are both called " + mapping.fact_table, "call the fact table fact_…");
  }
  if (mapping.missing_rows == model::MissingRows::kWithdraw &&
      std::none_of(mapping.columns.begin(), mapping.columns.end(), [](const auto& column) { return column.period; }))
    throw MappingError("rows of " + mapping.fact_table + " cannot be withdrawn: no column says which period a row belongs to",
                       "mark its date with `period: true` in the recipe");
  std::set<std::string_view> seen;
  for (const auto& column : mapping.columns) {
    if (!is_name(column.name))
      throw MappingError("the column name \"" + column.name + "\" (of \"" + column.header + "\") is not one",
                         "use small letters, digits and _, beginning with a letter, at most 63");
    if (model::is_reserved_column_name(column.name))
      throw MappingError("the column \"" + column.header + "\" cannot be called " + column.name + ": the tables have a column of that name",
                         "call it otherwise in the recipe, report_" + column.name + " for example");
    if (!seen.insert(column.name).second)
      throw MappingError("two columns are called " + column.name, "give one of them another name in the recipe");
  }
  if (mapping.key_columns().empty())
    throw MappingError("the table " + mapping.fact_table + " has no key column: the same row could not be told from a new one",
                       "mark the columns that make a row unique with `key: true` in the recipe");
}

void ensure_tables(Database& database, const model::TableMapping& mapping) {
  check_mapping(mapping);
  ensure_table(database, mapping, mapping.staging_table, "staging", create_staging(mapping));
  const bool fact_is_new = !known_role(database, mapping.fact_table);
  ensure_table(database, mapping, mapping.fact_table, "fact", create_fact(mapping));
  if (!known_columns(database, mapping.fact_table).contains(kWithdrawnAt)) {
    if (!fact_is_new)
      database.execute_schema("ALTER TABLE " + quoted_name(mapping.fact_table) + " ADD COLUMN " + std::string(kWithdrawnAt) + " TEXT");
    enter_withdrawn_at(database, mapping.fact_table);
  }
  if (mapping.bad_rows == model::BadRows::kQuarantine) database.execute_schema(create_quarantine(mapping));
}

}  // namespace nightporter::storage
