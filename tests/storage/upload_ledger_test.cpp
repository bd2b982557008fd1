#include "storage/upload_ledger.h"

#include <catch2/catch.hpp>

#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

namespace {

using Which = UploadLedger::Which;

const std::string kSheet = "google_sheet:1AbC/Transaksi";

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal},
                     {.header = "Picked up", .name = "picked_up", .type = model::ColumnType::kDateTime}};
  mapping.staging_table = "stg_td_order_report";
  mapping.fact_table = "fact_td_orders";
  return mapping;
}

model::Row order(const std::string& number, const char* amount) {
  return {number, model::Decimal::parse(amount).value(),
          model::DateTime(std::chrono::local_days(std::chrono::year(2025) / 11 / 12) + std::chrono::milliseconds(50'583'120))};
}

class UploadFixture : public StorageFixture {
 public:
  UploadFixture() : run(RunLedger(*database).start_run("test")), ledger(*database) {}

  void load(const std::vector<model::Row>& rows, const char* store = "a668") {
    FactLoader loader(*database, mapping,
                      {.run = run,
                       .of = {model::SiteCode("td"), model::StoreCode(store), model::ReportName("order_report")},
                       .period = day("2025-11-12"),
                       .hash = {"md5 " + std::to_string(++loads), "sha"},
                       .time_zone = "Asia/Kolkata"});
    for (const model::Row& row : rows) loader.stage(row);
    loader.merge();
    loader.commit();
  }

  StoreFacts facts_of(const char* store = "a668") const {
    return {model::SiteCode("td"), model::StoreCode(store), mapping, "Asia/Kolkata"};
  }
  std::vector<VersionedFact> to_upload() { return ledger.facts(facts_of(), kSheet, Which::kToUpload); }

  model::TableMapping mapping = orders();
  int loads = 0;
  model::RunId run;
  UploadLedger ledger;
};

}  // namespace

TEST_CASE_METHOD(UploadFixture, "facts come back as they were loaded, one store's only") {
  CHECK(to_upload().empty());
  load({order("007", "19999.99"), order("008", "0")});
  load({order("007", "1")}, "a817");
  const auto facts = to_upload();
  REQUIRE(facts.size() == 2);
  CHECK(facts[0].cells == order("007", "19999.99"));
  CHECK(facts[1].cells == order("008", "0"));
  CHECK_FALSE(ledger.knows(kSheet));
}

TEST_CASE_METHOD(UploadFixture, "what was uploaded is not to be uploaded again until a load changes it") {
  load({order("007", "10"), order("008", "20")});
  ledger.mark_uploaded(kSheet, mapping.fact_table, to_upload(), run);
  CHECK(ledger.knows(kSheet));
  CHECK(to_upload().empty());
  CHECK(ledger.facts(facts_of(), kSheet, Which::kAll).size() == 2);
  CHECK(ledger.facts(facts_of(), "csv:/elsewhere", Which::kToUpload).size() == 2);

  load({order("007", "10"), order("008", "25"), order("009", "30")});
  const auto changed = to_upload();
  REQUIRE(changed.size() == 2);
  CHECK(changed[0].cells == order("008", "25"));
  CHECK(changed[1].cells == order("009", "30"));
  ledger.mark_uploaded(kSheet, mapping.fact_table, changed, run);
  CHECK(to_upload().empty());
}

TEST_CASE_METHOD(UploadFixture, "a fact that changed while it was being uploaded is to be uploaded again") {
  load({order("007", "10")});
  const auto facts = to_upload();
  load({order("007", "11")});
  ledger.mark_uploaded(kSheet, mapping.fact_table, facts, run);
  REQUIRE(to_upload().size() == 1);
  CHECK(to_upload()[0].cells == order("007", "11"));
}

TEST_CASE_METHOD(UploadFixture, "a recipe's new column makes all rows due, empty where no load has brought it") {
  load({order("007", "10")});
  ledger.mark_uploaded(kSheet, mapping.fact_table, to_upload(), run);
  mapping.columns.push_back({.header = "Cashier", .name = "cashier"});
  REQUIRE(to_upload().size() == 1);
  CHECK(to_upload()[0].cells.back() == model::Cell(model::Empty()));
}

}  // namespace nightporter::storage::test
