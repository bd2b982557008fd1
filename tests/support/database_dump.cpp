#include "tests/support/database_dump.h"

#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <stdexcept>

namespace nightporter::test {

namespace {

using Rows = std::vector<std::vector<std::pair<std::string, std::string>>>;  // column and value

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) {
    // Not read-only: a write-ahead log that a killed program left must be replayed.
    if (sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
      const std::string message = sqlite3_errmsg(database_);
      sqlite3_close(database_);
      throw std::runtime_error(file.string() + ": " + message);
    }
  }
  ~Reader() { sqlite3_close(database_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Rows select(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) throw failed(sql);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(statement, sqlite3_finalize);
    Rows rows;
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
      auto& row = rows.emplace_back();
      for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        row.emplace_back(sqlite3_column_name(statement, column), text == nullptr ? "NULL" : text);
      }
    }
    if (result != SQLITE_DONE) throw failed(sql);
    return rows;
  }

 private:
  std::runtime_error failed(const std::string& sql) const { return std::runtime_error(sql + ": " + sqlite3_errmsg(database_)); }

  sqlite3* database_ = nullptr;
};

}  // namespace

DatabaseDump dump_database(const std::filesystem::path& file,
                           const std::function<bool(const std::string& table, const std::string& column)>& keep) {
  Reader reader(file);
  if (const Rows check = reader.select("PRAGMA integrity_check"); check.at(0).at(0).second != "ok")
    throw std::runtime_error(file.string() + " is damaged: " + check[0][0].second);
  DatabaseDump dump;
  for (const auto& table : reader.select("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")) {
    const std::string& name = table.at(0).second;
    std::vector<std::string>& lines = dump[name];
    for (const auto& row : reader.select("SELECT * FROM \"" + name + "\"")) {
      std::string line;
      for (const auto& [column, value] : row)
        if (keep(name, column)) line += column + "=" + value + "|";
      if (!line.empty()) lines.push_back(std::move(line));
    }
    std::ranges::sort(lines);
  }
  return dump;
}

std::string difference(const DatabaseDump& expected, const DatabaseDump& actual) {
  std::set<std::string> tables;
  for (const auto& [table, rows] : expected) tables.insert(table);
  for (const auto& [table, rows] : actual) tables.insert(table);
  std::string lines;
  for (const std::string& table : tables) {
    const auto rows_in = [&](const DatabaseDump& dump) {
      const auto found = dump.find(table);
      return found == dump.end() ? std::vector<std::string>{} : found->second;
    };
    const std::vector<std::string> before = rows_in(expected);
    const std::vector<std::string> after = rows_in(actual);
    std::vector<std::string> only;
    std::ranges::set_difference(before, after, std::back_inserter(only));
    for (const std::string& row : only) lines += "- " + table + ": " + row + "\n";
    only.clear();
    std::ranges::set_difference(after, before, std::back_inserter(only));
    for (const std::string& row : only) lines += "+ " + table + ": " + row + "\n";
  }
  return lines;
}

}  // namespace nightporter::test
