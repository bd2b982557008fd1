#include "storage/staging.h"

#include <catch2/catch.hpp>

#include "storage/audit.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {
namespace {

model::TableMapping mapping(const std::string& name) {
  model::TableMapping mapping;
  mapping.columns = {{.header = "No", .name = "number", .key = true}, {.header = "Amount", .name = "amount"}};
  mapping.staging_table = "stg_" + name;
  mapping.fact_table = "fact_" + name;
  return mapping;
}

class StagingFixture : public StorageFixture {
 public:
  /// Loads two rows, and says that it was `age` ago.
  void load(const std::string& table, const std::string& amount, std::chrono::hours age) {
    const model::RunId run = RunLedger(*database).start_run("test");
    {
      FactLoader loader(*database, mapping(table), {.run = run, .of = order_report(), .period = day("2025-11-12"), .hash = {"m", "s"}});
      for (const char* number : {"T1", "T2"}) loader.stage({std::string(number), amount});
      loader.merge();
      loader.commit();
    }
    database->prepare("UPDATE ingest_audit SET finished_at = ? WHERE run_id = ?").bind(1, now() - age).bind(2, run.value()).execute();
  }

  std::string loads_staged(const std::string& table) {
    std::string loads;
    Statement select = database->prepare("SELECT DISTINCT load_id FROM stg_" + table + " ORDER BY load_id");
    while (select.next()) loads += select.text(0) + " ";
    return loads;
  }
};

constexpr std::chrono::hours kDay(24);

TEST_CASE_METHOD(StagingFixture, "staging rows of old loads go; facts, history and audit stay") {
  load("orders", "1", 40 * kDay);
  load("orders", "2", 31 * kDay);
  load("visits", "5", 50 * kDay);
  load("orders", "3", 29 * kDay);
  CHECK(delete_staged_rows(*database, now() - 30 * kDay) == 6);
  CHECK(loads_staged("orders") == "4 ");
  CHECK(loads_staged("visits").empty());
  CHECK(number("SELECT COUNT(*) FROM fact_orders WHERE amount = '3'") == 2);
  CHECK(number("SELECT COUNT(*) FROM fact_visits") == 2);
  CHECK(number("SELECT COUNT(*) FROM row_history") == 4);
  CHECK(number("SELECT COUNT(*) FROM ingest_audit") == 4);
  CHECK(delete_staged_rows(*database, now() - 30 * kDay) == 0);
}

TEST_CASE_METHOD(StagingFixture, "a load after its predecessors' staging rows went finds its facts as ever") {
  load("orders", "1", 40 * kDay);
  CHECK(delete_staged_rows(*database, now()) == 2);
  load("orders", "1", kDay);
  CHECK(loads_staged("orders").empty());
  load("orders", "2", kDay);
  CHECK(loads_staged("orders") == "3 ");
  CHECK(text("SELECT status FROM ingest_audit WHERE id = 2") == "unchanged");
  CHECK(number("SELECT COUNT(*) FROM fact_orders") == 2);
  CHECK(number("SELECT COUNT(*) FROM row_history") == 2);
}

TEST_CASE_METHOD(StagingFixture, "a database without staging tables has nothing to give up") {
  CHECK(delete_staged_rows(*database, now()) == 0);
}

}  // namespace
}  // namespace nightporter::storage::test
