#include "storage/fact_loader.h"

#include <catch2/catch.hpp>

#include "storage/audit.h"
#include "storage/error.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

using Catch::Matchers::Contains;

namespace {

using model::Decimal;
using model::Row;

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Line", .name = "line", .type = model::ColumnType::kInteger, .key = true},
                     {.header = "Order Date", .name = "order_date", .type = model::ColumnType::kDate},
                     {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal},
                     {.header = "Paid", .name = "paid", .type = model::ColumnType::kBoolean},
                     {.header = "Picked up", .name = "picked_up", .type = model::ColumnType::kDateTime},
                     {.header = "Customer", .name = "customer", .optional = true}};
  mapping.staging_table = "stg_td_order_report";
  mapping.fact_table = "fact_td_orders";
  return mapping;
}

Row order(const std::string& number, std::int64_t line, const char* amount, const char* customer = "Asha") {
  const model::DateTime picked_up{std::chrono::local_days(std::chrono::year(2025) / 11 / 12).time_since_epoch() + std::chrono::hours(14)};
  return {number, line, date("2025-11-12"), Decimal::parse(amount).value(), true, picked_up, std::string(customer)};
}

class LoaderFixture : public StorageFixture {
 public:
  LoaderFixture() : run(RunLedger(*database).start_run("test")) {}

  LoadSource source(const std::string& md5 = "md5-a") {
    return {.run = run, .of = order_report(), .period = day("2025-11-12"), .hash = {md5, "sha of " + md5}};
  }

  Upsert load(const std::vector<Row>& rows, const std::string& md5 = "md5-a") {
    FactLoader loader(*database, orders(), source(md5));
    for (const Row& row : rows) loader.stage(row);
    const Upsert counts = loader.merge();
    loader.commit();
    return counts;
  }

  /// Everything that a load could have touched but its own trail, as text.
  std::string facts() {
    std::string dump;
    Statement select = database->prepare("SELECT * FROM fact_td_orders ORDER BY fact_id");
    while (select.next()) {
      for (int column = 0; column < 15; ++column) dump += select.text(column) + "|";
      dump += "\n";
    }
    return dump;
  }

  model::RunId run;
};

}  // namespace

TEST_CASE_METHOD(LoaderFixture, "new rows become facts with their types, store and origin") {
  CHECK(load({order("T1", 1, "100.50"), order("T1", 2, "-3"), order("T2", 1, "0.05")}) == Upsert{.staged = 3, .inserted = 3});
  CHECK(number("SELECT COUNT(*) FROM fact_td_orders WHERE crm = 'td' AND store = 'a668'") == 3);
  Statement select = database->prepare(
      "SELECT order_no, line, order_date, net_amount, paid, picked_up, customer, first_run, last_run, source_md5"
      " FROM fact_td_orders WHERE order_no = 'T1' AND line = 1");
  REQUIRE(select.next());
  CHECK(select.text(0) == "T1");
  CHECK(select.integer(1) == 1);
  CHECK(select.text(2) == "2025-11-12");
  CHECK(select.cell_text(3, model::ColumnType::kDecimal) == "100.5");
  CHECK(select.cell_text(4, model::ColumnType::kBoolean) == "true");
  CHECK(select.cell_text(5, model::ColumnType::kDateTime) == "2025-11-12 14:00:00");
  CHECK(select.text(6) == "Asha");
  CHECK(select.text(7) == run.value());
  CHECK(select.text(8) == run.value());
  CHECK(select.text(9) == "md5-a");
}

TEST_CASE_METHOD(LoaderFixture, "the same rows again change nothing at all") {
  const std::vector<Row> rows{order("T1", 1, "100.50"), order("T2", 1, "0.1")};
  load(rows);
  const std::string before = facts();
  CHECK(load(rows, "md5-b") == Upsert{.staged = 2, .unchanged = 2});
  CHECK(facts() == before);
  CHECK(number("SELECT COUNT(*) FROM stg_td_order_report") == 2);
  CHECK(number("SELECT COUNT(*) FROM row_history") == 0);
  CHECK(text("SELECT status FROM ingest_audit ORDER BY id DESC") == "unchanged");
}

TEST_CASE_METHOD(LoaderFixture, "a changed cell updates its fact and is remembered with its old value") {
  load({order("T1", 1, "100.50"), order("T2", 1, "7", "Ravi \"R\"")});
  auto changed = order("T2", 1, "7.25", "Ravi");
  changed[5] = model::Empty();
  const auto second_run = RunLedger(*database).start_run("second");
  run = second_run;
  CHECK(load({order("T1", 1, "100.50"), changed}, "md5-b") == Upsert{.staged = 2, .updated = 1, .unchanged = 1});
  CHECK(text("SELECT last_run FROM fact_td_orders WHERE order_no = 'T2'") == second_run.value());
  CHECK(text("SELECT first_run FROM fact_td_orders WHERE order_no = 'T2'") != second_run.value());
  CHECK(text("SELECT source_md5 FROM fact_td_orders WHERE order_no = 'T1'") == "md5-a");
  const auto history = Audit(*database).history("fact_td_orders");
  REQUIRE(history.size() == 3);
  CHECK(history[2].column == "net_amount");
  CHECK(history[2].old_value == "7");
  CHECK(history[2].new_value == "7.25");
  CHECK(history[2].row_key == R"({"order_no":"T2","line":"1"})");
  CHECK(history[2].run == second_run);
  CHECK(history[1].column == "picked_up");
  CHECK(history[1].old_value == "2025-11-12 14:00:00");
  CHECK_FALSE(history[1].new_value);
  CHECK(history[0].old_value == "Ravi \"R\"");
}

TEST_CASE_METHOD(LoaderFixture, "rows that a later file lacks stay") {
  load({order("T1", 1, "1"), order("T2", 1, "2")});
  CHECK(load({order("T3", 1, "3")}, "md5-b") == Upsert{.staged = 1, .inserted = 1});
  CHECK(number("SELECT COUNT(*) FROM fact_td_orders") == 3);
  CHECK(load({}, "md5-c") == Upsert{});
  CHECK(number("SELECT COUNT(*) FROM fact_td_orders") == 3);
}

TEST_CASE_METHOD(LoaderFixture, "of rows with one key the last wins; those that differ are conflicts") {
  CHECK(load({order("T1", 1, "1"), order("T2", 1, "5"), order("T1", 1, "1"), order("T2", 1, "6"), order("T2", 1, "7")}) ==
        Upsert{.staged = 5, .inserted = 2, .duplicates = 3, .conflicting = 2});
  CHECK(text("SELECT net_amount FROM fact_td_orders WHERE order_no = 'T2'") == "7");
  CHECK(number("SELECT superseded_by FROM stg_td_order_report WHERE row_no = 2") == 5);
  CHECK(load({order("T1", 1, "9"), order("T1", 1, "1")}, "md5-b") ==
        Upsert{.staged = 2, .unchanged = 1, .duplicates = 1, .conflicting = 1});
}

TEST_CASE_METHOD(LoaderFixture, "two stores may have the same order number") {
  load({order("T1", 1, "1")});
  auto other = source();
  other.of.store = model::StoreCode("a817");
  FactLoader loader(*database, orders(), other);
  loader.stage(order("T1", 1, "2"));
  CHECK(loader.merge() == Upsert{.staged = 1, .inserted = 1});
  loader.commit();
  CHECK(text("SELECT net_amount FROM fact_td_orders WHERE store = 'a668'") == "1");
  CHECK(text("SELECT net_amount FROM fact_td_orders WHERE store = 'a817'") == "2");
}

TEST_CASE_METHOD(LoaderFixture, "a load that is not committed leaves nothing, not even tables") {
  {
    FactLoader loader(*database, orders(), source());
    loader.stage(order("T1", 1, "1"));
    loader.merge();
  }
  CHECK_THROWS(facts());
  CHECK(number("SELECT COUNT(*) FROM ingest_audit") == 0);
  CHECK(number("SELECT COUNT(*) FROM mapped_table") == 0);
  CHECK_FALSE(database->in_transaction());
  CHECK(load({order("T1", 1, "1")}).inserted == 1);
}

TEST_CASE_METHOD(LoaderFixture, "a row without its key is refused, and with it the load") {
  {
    FactLoader loader(*database, orders(), source());
    loader.stage(order("T1", 1, "1"));
    auto row = order("T2", 1, "1");
    row[1] = model::Empty();
    try {
      loader.stage(row);
      FAIL("a row without a key was staged");
    } catch (const RowRefused& error) {
      CHECK(error.row() == 2);
      CHECK(error.column() == "line");
      CHECK_THAT(error.what(), Contains("fact_td_orders: row 2, column \"Line\""));
    }
  }
  CHECK(number("SELECT COUNT(*) FROM ingest_audit") == 0);
}

TEST_CASE_METHOD(LoaderFixture, "decimals come back digit by digit, compare as numbers and add up") {
  const std::vector<std::string> exact{
      "0", "0.1", "-0.05", "999999999999.99", "123456789012345678", "0.000000000000001", "12345678901234.5", "33.333333", "100.1", "2.5"};
  std::vector<Row> rows;
  for (std::size_t i = 0; i < exact.size(); ++i) rows.push_back(order("T" + std::to_string(i), 1, exact[i].c_str()));
  load(rows);
  Statement select = database->prepare("SELECT net_amount FROM fact_td_orders ORDER BY fact_id");
  for (const std::string& text : exact) {
    REQUIRE(select.next());
    CHECK(select.cell_text(0, model::ColumnType::kDecimal) == text);
  }
  CHECK(number("SELECT COUNT(*) FROM fact_td_orders WHERE net_amount > 33 AND net_amount < 101") == 2);
  CHECK(number("SELECT CAST(ROUND(SUM(net_amount), 2) * 100 AS BIGINT) FROM fact_td_orders WHERE net_amount BETWEEN 0.05 AND 3") == 260);
  CHECK(load(rows, "md5-b") == Upsert{.staged = 10, .unchanged = 10});
}

#ifndef NIGHTPORTER_ON_POSTGRES  // whose numeric keeps every decimal
TEST_CASE_METHOD(LoaderFixture, "a decimal that the database cannot keep is refused, not rounded") {
  FactLoader loader(*database, orders(), source());
  CHECK_THROWS_WITH(loader.stage(order("T1", 1, "1234567890123456.78")), Contains("Net Amount") && Contains("1234567890123456.78"));
}
#endif

TEST_CASE_METHOD(LoaderFixture, "columns that the mapping does not know are kept as JSON and compared") {
  const auto load_with = [&](const char* others, model::OtherColumns mode = model::OtherColumns::kKeep) {
    auto mapping = orders();
    mapping.other_columns = mode;
    FactLoader loader(*database, mapping, source());
    loader.stage(order("T1", 1, "1"), others);
    const Upsert counts = loader.merge();
    loader.commit();
    return counts;
  };
  load_with(R"({"Remarks":"none"})");
  CHECK(text("SELECT other_columns FROM fact_td_orders") == R"({"Remarks":"none"})");
  CHECK(load_with(R"({"Remarks":"none"})").unchanged == 1);
  CHECK(load_with(R"({"Remarks":"late"})").updated == 1);
  CHECK(load_with("", model::OtherColumns::kIgnore).unchanged == 1);
  CHECK(text("SELECT other_columns FROM fact_td_orders") == R"({"Remarks":"late"})");
}

TEST_CASE_METHOD(LoaderFixture, "a column that the file lacks leaves the facts' cells alone") {
  load({order("T1", 1, "1", "Asha")});
  auto without_customer = order("T1", 1, "2");
  without_customer[6] = model::Empty();
  FactLoader loader(*database, orders(), source("md5-b"));
  loader.stage(without_customer);
  CHECK(loader.merge({true, true, true, true, true, true, false}).updated == 1);
  loader.commit();
  CHECK(text("SELECT customer FROM fact_td_orders") == "Asha");
  CHECK(number("SELECT COUNT(*) FROM row_history") == 1);
}

TEST_CASE_METHOD(LoaderFixture, "a mapping that has grown fills the new column of known rows as a change") {
  load({order("T1", 1, "1")});
  auto grown = orders();
  grown.columns.push_back({.header = "City", .name = "city"});
  FactLoader loader(*database, grown, source("md5-b"));
  auto row = order("T1", 1, "1");
  row.emplace_back(std::string("Delhi"));
  loader.stage(row);
  CHECK(loader.merge() == Upsert{.staged = 1, .updated = 1});
  loader.commit();
  const auto history = Audit(*database).history("fact_td_orders");
  REQUIRE(history.size() == 1);
  CHECK(history.front().column == "city");
  CHECK_FALSE(history.front().old_value);
}

TEST_CASE_METHOD(LoaderFixture, "before it is committed a load tells what it does, row by row") {
  load({order("T1", 1, "1"), order("T2", 1, "2")});
  FactLoader loader(*database, orders(), source("md5-b"));
  CHECK_THROWS_AS(loader.difference(), std::logic_error);
  for (const Row& row : {order("T1", 1, "1"), order("T2", 1, "3.50", "Ravi"), order("T3", 1, "4"), order("T3", 1, "5")}) loader.stage(row);
  loader.merge();
  std::vector<std::string> lines;
  for (const RowDifference& of : loader.difference())
    lines.push_back(std::string(to_string(of.change)) + ": " + of.row + " | " + of.column + " | " + of.old_value.value_or("-") + " | " +
                    of.new_value.value_or("-"));
  CHECK(lines == std::vector<std::string>{"updated: Order No. T2, Line 1 | Net Amount | 2 | 3.5",
                                          "updated: Order No. T2, Line 1 | Customer | Asha | Ravi",
                                          "new: Order No. T3, Line 1 |  | - | -"});
}

TEST_CASE_METHOD(LoaderFixture, "a load marks its ledger row and leaves an audit row") {
  RunLedger ledger(*database);
  Intent intent;
  intent.run = run;
  intent.of = order_report();
  intent.period = day("2025-11-12");
  auto from = source();
  from.download = ledger.commit_intent(ledger.begin_intent(intent), now());
  FactLoader loader(*database, orders(), from);
  loader.stage(order("T1", 1, "1"));
  loader.merge();
  loader.commit();
  const auto row = ledger.download(*from.download);
  CHECK(row->status == DownloadStatus::kLoaded);
  CHECK(row->counts == Upsert{.staged = 1, .inserted = 1});
  CHECK(row->loaded_at);
  const auto audits = Audit(*database).loads({.run = run, .store = model::StoreCode("a668")});
  REQUIRE(audits.size() == 1);
  CHECK(audits.front().counts.inserted == 1);
  CHECK(audits.front().md5 == "md5-a");
  CHECK(audits.front().status == "loaded");
  CHECK(audits.front().download == from.download);
  CHECK(audits.front().period == day("2025-11-12"));
  CHECK(audits.front().finished_at >= audits.front().started_at);
  CHECK(Audit(*database).loads({.store = model::StoreCode("a817")}).empty());
}

TEST_CASE_METHOD(LoaderFixture, "a failed load is in the audit with its reason") {
  Audit(*database).record_failure({.run = run,
                                   .of = order_report(),
                                   .period = day("2025-11-12"),
                                   .counts = {.staged = 12},
                                   .md5 = "md5-a",
                                   .started_at = now(),
                                   .finished_at = now(),
                                   .status = "check_failed",
                                   .error = "rows of another store"});
  const auto audits = Audit(*database).loads({});
  REQUIRE(audits.size() == 1);
  CHECK(audits.front().status == "check_failed");
  CHECK(audits.front().error == "rows of another store");
  CHECK(audits.front().counts.staged == 12);
}

TEST_CASE_METHOD(LoaderFixture, "a loader is used in its order only") {
  FactLoader loader(*database, orders(), source());
  CHECK_THROWS_AS(loader.commit(), std::logic_error);
  CHECK_THROWS_AS(loader.stage({std::string("T1")}), std::invalid_argument);
  CHECK_THROWS_AS(FactLoader(*database, orders(), source()), DatabaseError);
  loader.merge();
  CHECK_THROWS_AS(loader.merge(), std::logic_error);
  CHECK_THROWS_AS(loader.stage(order("T1", 1, "1")), std::logic_error);
}

}  // namespace nightporter::storage::test
