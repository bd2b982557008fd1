#pragma once

#include <map>
#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/fact_loader.h"
#include "tests/support/temporary_folder.h"
#ifdef NIGHTPORTER_ON_POSTGRES
#include "tests/support/postgres_server.h"
#endif

namespace nightporter::storage::test {

/// A database of its own in a folder of its own, and shorthand for what the tests ask it. The same tests are compiled twice: for SQLite
/// and, where NIGHTPORTER_ON_POSTGRES is defined, for PostgreSQL.
class StorageFixture {
 public:
#ifdef NIGHTPORTER_ON_POSTGRES
  StorageFixture() : schema("test_" + std::to_string(++schemas())) {
    server().make_schema(schema);
    reopen();
  }

  /// Another connection to the same database.
  std::unique_ptr<Database> connect(OpenOptions options = {}) const {
    return Database::connect(model::Secret(server().address(schema)), options);
  }

  /// One for all tests of the program.
  static nightporter::test::PostgresServer& server() {
    static nightporter::test::PostgresServer one;
    return one;
  }

  const std::string schema;
#else
  StorageFixture() { reopen(); }

  std::filesystem::path file() const { return folder / "nightporter.db"; }

  /// Another connection to the same database.
  std::unique_ptr<Database> connect(OpenOptions options = {}) const { return Database::open(file(), options); }
#endif

  void reopen() {
    database.reset();
    database = connect();
  }

  std::int64_t number(const std::string& sql) {
    Statement select = database->prepare(sql);
    return select.next() ? select.integer(0) : -1;
  }

  /// Name and type, in capitals.
  std::map<std::string, std::string> columns_of(const std::string& table) {
#ifdef NIGHTPORTER_ON_POSTGRES
    Statement select = database->prepare(
        "SELECT column_name, UPPER(data_type) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?");
#else
    Statement select = database->prepare("SELECT name, UPPER(type) FROM pragma_table_info(?)");
#endif
    select.bind(1, table);
    std::map<std::string, std::string> columns;
    while (select.next()) columns[select.text(0)] = select.text(1);
    return columns;
  }

  std::string text(const std::string& sql) {
    Statement select = database->prepare(sql);
    return select.next() ? select.text(0) : "(no row)";
  }

  nightporter::test::TemporaryFolder folder;
  std::unique_ptr<Database> database;

#ifdef NIGHTPORTER_ON_POSTGRES
 private:
  static int& schemas() {
    static int count = 0;
    return count;
  }
#endif
};

inline model::CalendarDate date(const char* iso) {
  return model::CalendarDate::parse_iso(iso).value();
}
inline model::Period day(const char* iso) {
  return {date(iso), date(iso)};
}
inline StoreReport order_report() {
  return {model::SiteCode("td"), model::StoreCode("a668"), model::ReportName("order_report")};
}

}  // namespace nightporter::storage::test
