#include "storage/outside_table.h"

#include <optional>
#include <set>

#include "model/typed_text.h"
#include "storage/column_types.h"
#include "storage/error.h"
#include "storage/sqlite/sqlite_native.h"

namespace nightporter::storage {

namespace {

constexpr int kWaitForOthersMilliseconds = 30'000;

/// A table's name may be anybody's.
std::string quoted_table(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += c;
    text += c;
  }
  return text + '"';
}

template <class Work>
auto translated(const std::string& doing, Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw_translated(error, doing);
  }
}

}  // namespace

struct OutsideTable::Native {
  Native(const std::filesystem::path& file, std::string table_in, std::vector<model::ColumnMapping> columns_in)
      : doing("table " + table_in + " of " + file.string()),
        table(std::move(table_in)),
        columns(std::move(columns_in)),
        connection((make_private_file(file), file.string()), SQLite::OPEN_READWRITE, kWaitForOthersMilliseconds) {
    connection.exec("BEGIN IMMEDIATE");
    ensure_columns();
    std::string places, changes;
    for (const auto& column : columns) {
      names += (names.empty() ? "" : ", ") + quoted_name(column.name);
      places += places.empty() ? "?" : ", ?";
      changes += (changes.empty() ? "" : ", ") + quoted_name(column.name) + " = ?";
    }
    insertion.emplace(connection, "INSERT INTO " + quoted_table(table) + " (" + names + ") VALUES (" + places + ")");
    change.emplace(connection, "UPDATE " + quoted_table(table) + " SET " + changes + " WHERE rowid = ?");
  }

  std::set<std::string> present_columns() {
    std::set<std::string> present;
    SQLite::Statement select(connection, "SELECT name FROM pragma_table_info(?)");
    select.bind(1, table);
    while (select.executeStep()) present.insert(select.getColumn(0).getString());
    return present;
  }

  void ensure_columns() {
    const std::set<std::string> present = present_columns();
    std::string definitions, keys;
    for (const auto& column : columns) {
      const std::string definition = quoted_name(column.name) + " " + std::string(sql_type(column.type));
      definitions += definition + ", ";
      if (column.key) keys += (keys.empty() ? "" : ", ") + quoted_name(column.name);
      if (present.empty() || present.contains(column.name)) continue;
      if (column.key)
        throw MappingError("the " + doing + " has no column " + column.name + ", which is part of the key",
                           "name another table for the report, or add the column and fill it");
      connection.exec("ALTER TABLE " + quoted_table(table) + " ADD COLUMN " + definition);
    }
    if (present.empty()) connection.exec("CREATE TABLE " + quoted_table(table) + " (" + definitions + "UNIQUE (" + keys + "))");
  }

  std::string doing;
  std::string table;
  std::vector<model::ColumnMapping> columns;
  SQLite::Database connection;
  std::string names;
  std::optional<SqliteStatement> insertion;
  std::optional<SqliteStatement> change;
};

OutsideTable::OutsideTable(const std::filesystem::path& file, std::string table, std::vector<model::ColumnMapping> columns) {
  native_ = translated("table " + table + " of " + file.string(),
                       [&] { return std::make_unique<Native>(file, std::move(table), std::move(columns)); });
}

OutsideTable::~OutsideTable() = default;  // closing the file rolls back

std::vector<OutsideTable::Row> OutsideTable::rows() {
  return translated(native_->doing, [&] {
    std::vector<Row> rows;
    SqliteStatement select(native_->connection, "SELECT rowid, " + native_->names + " FROM " + quoted_table(native_->table));
    while (select.next()) {
      Row row{.row_id = select.integer(0)};
      int position = 1;
      for (const auto& column : native_->columns) {
        const auto text = select.cell_text(position++, column.type);
        row.cells.push_back(text ? model::parse_cell(*text, column.type).value_or(*text) : model::Cell());
      }
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

void OutsideTable::insert(const model::Row& row) {
  int parameter = 0;
  for (const model::Cell& cell : row) native_->insertion->bind(++parameter, cell);
  native_->insertion->execute();
}

void OutsideTable::update(std::int64_t row_id, const model::Row& row) {
  int parameter = 0;
  for (const model::Cell& cell : row) native_->change->bind(++parameter, cell);
  native_->change->bind(++parameter, row_id);
  native_->change->execute();
}

void OutsideTable::commit() {
  translated(native_->doing, [&] { native_->connection.exec("COMMIT"); });
}

}  // namespace nightporter::storage
