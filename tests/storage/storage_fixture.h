#pragma once

#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/fact_loader.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::storage::test {

/// A database of its own in a folder of its own, and shorthand for what the tests ask it.
class StorageFixture {
 public:
  StorageFixture() : database(Database::open(file())) {}

  std::filesystem::path file() const { return folder / "nightporter.db"; }

  void reopen() {
    database.reset();
    database = Database::open(file());
  }

  std::int64_t number(const std::string& sql) {
    Statement select = database->prepare(sql);
    return select.next() ? select.integer(0) : -1;
  }

  std::string text(const std::string& sql) {
    Statement select = database->prepare(sql);
    return select.next() ? select.text(0) : "(no row)";
  }

  nightporter::test::TemporaryFolder folder;
  std::unique_ptr<Database> database;
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
