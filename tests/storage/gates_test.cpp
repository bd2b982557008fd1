#include <catch2/catch.hpp>

#include "storage/acceptances.h"
#include "storage/audit.h"
#include "storage/download_outcome.h"
#include "storage/error.h"
#include "storage/fact_table.h"
#include "storage/rows_by_day.h"
#include "storage/upload_ledger.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

namespace {

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Order Date", .name = "order_date", .type = model::ColumnType::kDate, .period = true},
                     {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal}};
  mapping.staging_table = "stg_td_order_report";
  mapping.fact_table = "fact_td_orders";
  return mapping;
}

model::Row order(const char* number, const char* day, const char* amount) {
  return {std::string(number), date(day), *model::Decimal::parse(amount)};
}

class GatesFixture : public StorageFixture {
 public:
  GatesFixture() : run(RunLedger(*database).start_run("test")) {}

  std::int64_t collected(const char* day_asked, const std::string& sha256 = "aa") {
    Intent intent;
    intent.run = run;
    intent.of = order_report();
    intent.period = day(day_asked);
    intent.file = {.temporary = "/t", .final = "/f" + sha256, .size_bytes = 1, .hash = {"md5" + sha256, sha256}};
    intent.started_at = now();
    RunLedger ledger(*database);
    return ledger.commit_intent(ledger.begin_intent(intent), now());
  }

  LoadSource source(const char* day_asked, const std::string& md5 = "m") {
    return {.run = run, .of = order_report(), .period = day(day_asked), .hash = {md5, "s" + md5}};
  }

  Upsert load(const std::vector<model::Row>& rows, LoadSource from, const std::vector<QuarantinedRow>& bad = {}) {
    FactLoader loader(*database, mapping, std::move(from));
    for (const model::Row& row : rows) loader.stage(row);
    for (const QuarantinedRow& row : bad) loader.quarantine(row);
    const Upsert counts = loader.merge();
    loader.commit();
    return counts;
  }

  DownloadOutcome outcome(std::int64_t download) { return outcome_of(RunLedger(*database).download(download).value()); }

  std::int64_t withdrawn() { return number("SELECT COUNT(*) FROM fact_td_orders WHERE withdrawn_at IS NOT NULL"); }

  model::RunId run;
  model::TableMapping mapping = orders();
};

}  // namespace

TEST_CASE_METHOD(GatesFixture, "the outcome of a download is one word that says why nothing came of it, or what did") {
  RunLedger ledger(*database);
  const auto id = collected("2025-11-12");
  CHECK(outcome(id) == DownloadOutcome::kWaiting);
  ledger.mark_failed(id, DownloadStatus::kCheckFailed, {"gate_failed", "the totals differ"});
  ledger.mark_judged(id, {.failed_gates = {"totals", "period"}});
  CHECK(outcome(id) == DownloadOutcome::kGateFailed);
  CHECK(ledger.download(id)->judgement.failed_gates == std::vector<std::string>{"totals", "period"});
  ledger.mark_failed(id, DownloadStatus::kCheckFailed, {"empty_suspicious", "empty"});
  CHECK(outcome(id) == DownloadOutcome::kEmptySuspicious);
  ledger.mark_failed(id, DownloadStatus::kCheckFailed, {"site-changed", "a column is gone"});
  CHECK(outcome(id) == DownloadOutcome::kRefused);
  ledger.mark_loaded(id, {.staged = 1, .inserted = 1}, now());
  CHECK(outcome(id) == DownloadOutcome::kLoaded);
  ledger.mark_loaded(id, {}, now());
  CHECK(outcome(id) == DownloadOutcome::kUnchanged);
  ledger.mark_judged(id, {.zero_sales_confirmed = true});
  CHECK(outcome(id) == DownloadOutcome::kZeroSalesConfirmed);
  CHECK(outcome(ledger.record_confirmed_empty(run, order_report(), day("2025-11-12"), now())) == DownloadOutcome::kZeroSalesConfirmed);
  CHECK(outcome(ledger.record_failed_download(run, order_report(), day("2025-11-12"), now(), {"no_file", "no file"})) ==
        DownloadOutcome::kFailed);
  for (const auto word :
       {"waiting", "loaded", "unchanged", "zero_sales_confirmed", "accepted", "empty_suspicious", "gate_failed", "refused", "failed"})
    CHECK(to_string(parse_download_outcome(word).value()) == word);
  CHECK_FALSE(parse_download_outcome("check_failed"));
}

TEST_CASE_METHOD(GatesFixture, "an acceptance is found by the very content of its report and period") {
  const auto id = collected("2025-11-12", "content");
  const Acceptance entered{.run = run,
                           .download = id,
                           .of = order_report(),
                           .period = day("2025-11-12"),
                           .sha256 = "content",
                           .gates = {"totals"},
                           .reason = "the site rounds its total",
                           .accepted_by = "asha",
                           .accepted_at = now()};
  Acceptances acceptances(*database);
  const auto acceptance = acceptances.enter(entered);
  const auto found = acceptances.find(order_report(), day("2025-11-12"), "content");
  REQUIRE(found);
  CHECK(found->id == acceptance);
  CHECK(found->gates == std::vector<std::string>{"totals"});
  CHECK(found->reason == "the site rounds its total");
  CHECK(found->accepted_by == "asha");
  CHECK(found->accepted_at == entered.accepted_at);
  CHECK(acceptances.find(acceptance)->download == id);
  CHECK_FALSE(acceptances.find(order_report(), day("2025-11-12"), "other content"));
  CHECK_FALSE(acceptances.find(order_report(), day("2025-11-13"), "content"));
  RunLedger(*database).mark_loaded(id, {.staged = 1, .inserted = 1}, now());
  RunLedger(*database).mark_judged(id, {.failed_gates = {"totals"}, .acceptance = acceptance});
  CHECK(outcome(id) == DownloadOutcome::kAccepted);
}

TEST_CASE_METHOD(GatesFixture, "bad rows lie beside the staging table, once for each file, and the others are facts") {
  mapping.bad_rows = model::BadRows::kQuarantine;
  const QuarantinedRow bad{.number = 7, .reasons = R"([{"column":"Net Amount","value":"abc","reason":"not a number"}])", .raw_cells = "{}"};
  const auto counts = load({order("T1", "2025-11-12", "5")}, source("2025-11-12"), {bad});
  CHECK(counts.inserted == 1);
  CHECK(counts.quarantined == 1);
  CHECK(text("SELECT reasons FROM stg_td_order_report_quarantine WHERE row_no = 7 AND crm = 'td' AND store = 'a668'") == bad.reasons);
  CHECK(text("SELECT run_id FROM stg_td_order_report_quarantine") == run.value());
  CHECK(Audit(*database).loads({}).front().counts.quarantined == 1);
  const auto again = load({order("T1", "2025-11-12", "5")}, source("2025-11-12"), {bad});
  CHECK(again.quarantined == 1);
  CHECK(again.changed_nothing());
  CHECK(number("SELECT COUNT(*) FROM stg_td_order_report_quarantine") == 1);
  load({order("T1", "2025-11-12", "5")}, source("2025-11-12", "other"), {bad});
  CHECK(number("SELECT COUNT(*) FROM stg_td_order_report_quarantine") == 2);
}

TEST_CASE_METHOD(GatesFixture, "rows that a later file lacks are marked and come back, and the history says both") {
  mapping.missing_rows = model::MissingRows::kWithdraw;
  load({order("T0", "2025-11-11", "9")}, source("2025-11-11"));
  load({order("T1", "2025-11-12", "5"), order("T2", "2025-11-12", "6")}, source("2025-11-12"));
  const auto less = load({order("T1", "2025-11-12", "5")}, source("2025-11-12", "less"));
  CHECK(less.withdrawn == 1);
  CHECK(less.updated == 0);
  CHECK_FALSE(less.changed_nothing());
  CHECK(withdrawn() == 1);
  CHECK(text("SELECT order_no FROM fact_td_orders WHERE withdrawn_at IS NOT NULL") == "T2");
  CHECK(number("SELECT COUNT(*) FROM fact_td_orders") == 3);
  CHECK(text("SELECT row_key FROM row_history WHERE column_name = 'withdrawn_at' AND old_value IS NULL") == R"({"order_no":"T2"})");
  CHECK(load({order("T1", "2025-11-12", "5")}, source("2025-11-12", "less")).changed_nothing());

  const auto back = load({order("T1", "2025-11-12", "5"), order("T2", "2025-11-12", "6")}, source("2025-11-12"));
  CHECK(back.updated == 1);
  CHECK(back.unchanged == 1);
  CHECK(withdrawn() == 0);
  CHECK(number("SELECT COUNT(*) FROM row_history WHERE column_name = 'withdrawn_at' AND new_value IS NULL AND old_value IS NOT NULL") == 1);
  CHECK(number("SELECT COUNT(*) FROM row_history") == 2);
}

TEST_CASE_METHOD(GatesFixture, "a load tells which rows it withdraws, and which come back") {
  mapping.missing_rows = model::MissingRows::kWithdraw;
  load({order("T1", "2025-11-12", "5"), order("T2", "2025-11-12", "6")}, source("2025-11-12"));
  FactLoader less(*database, mapping, source("2025-11-12", "less"));
  less.stage(order("T1", "2025-11-12", "5"));
  less.merge();
  const auto withdrawn = less.difference();
  less.commit();
  REQUIRE(withdrawn.size() == 1);
  CHECK(withdrawn[0].change == RowDifference::Change::kWithdrawn);
  CHECK(withdrawn[0].row == "Order No. T2");
  CHECK((withdrawn[0].new_value && !withdrawn[0].old_value));
  FactLoader back(*database, mapping, source("2025-11-12"));
  back.stage(order("T1", "2025-11-12", "5"));
  back.stage(order("T2", "2025-11-12", "6"));
  back.merge();
  const auto returned = back.difference();
  REQUIRE(returned.size() == 1);
  CHECK(returned[0].change == RowDifference::Change::kUpdated);
  CHECK(returned[0].column == "Withdrawn at");
  CHECK((returned[0].old_value && !returned[0].new_value));
}

TEST_CASE_METHOD(GatesFixture, "what goes to a destination tells which rows are withdrawn, and is another version then") {
  mapping.missing_rows = model::MissingRows::kWithdraw;
  load({order("T1", "2025-11-12", "5"), order("T2", "2025-11-12", "6")}, source("2025-11-12"));
  const LoadSource from = source("2025-11-12");
  const StoreFacts of = facts_to_upload(from.of.site, from.of.store, mapping, "Asia/Kolkata");
  REQUIRE(of.mapping.columns.back().name == "withdrawn_at");
  UploadLedger ledger(*database);
  ledger.mark_uploaded("sheet", mapping.fact_table, ledger.facts(of, "sheet", UploadLedger::Which::kToUpload), run);
  load({order("T1", "2025-11-12", "5")}, source("2025-11-12", "less"));
  const auto due = ledger.facts(of, "sheet", UploadLedger::Which::kToUpload);
  REQUIRE(due.size() == 1);
  CHECK(model::to_text(due[0].cells[0]) == "T2");
  CHECK(model::to_text(due[0].cells.back()) == text("SELECT withdrawn_at FROM fact_td_orders WHERE order_no = 'T2'"));
  CHECK(model::to_text(ledger.facts(of, "sheet", UploadLedger::Which::kAll)[0].cells.back()).empty());
  mapping.missing_rows = model::MissingRows::kKeep;
  CHECK(facts_to_upload(from.of.site, from.of.store, mapping, "").mapping.columns.size() == mapping.columns.size());
}

TEST_CASE_METHOD(GatesFixture, "nothing is withdrawn unless the recipe says so, the file is the whole period and no row of it is bad") {
  load({order("T1", "2025-11-12", "5"), order("T2", "2025-11-12", "6")}, source("2025-11-12"));
  CHECK(load({order("T1", "2025-11-12", "5")}, source("2025-11-12")).withdrawn == 0);
  mapping.missing_rows = model::MissingRows::kWithdraw;
  auto one_of_two = source("2025-11-12");
  one_of_two.whole_period = false;
  CHECK(load({order("T1", "2025-11-12", "5")}, one_of_two).withdrawn == 0);
  mapping.bad_rows = model::BadRows::kQuarantine;
  CHECK(load({order("T1", "2025-11-12", "5")}, source("2025-11-12"), {{.number = 3, .reasons = "[]", .raw_cells = "{}"}}).withdrawn == 0);
  CHECK(withdrawn() == 0);
  mapping.columns[1].period = false;
  CHECK_THROWS_AS(check_mapping(mapping), MappingError);
}

TEST_CASE_METHOD(GatesFixture, "a fact table that was made before rows could be withdrawn gains the mark") {
  load({order("T1", "2025-11-12", "5")}, source("2025-11-12"));
  database->execute("ALTER TABLE fact_td_orders DROP COLUMN withdrawn_at");
  database->execute("DELETE FROM mapped_column WHERE column_name = 'withdrawn_at'");
  mapping.missing_rows = model::MissingRows::kWithdraw;
  CHECK(load({order("T2", "2025-11-12", "6")}, source("2025-11-12")).withdrawn == 1);
  CHECK(withdrawn() == 1);
}

TEST_CASE_METHOD(GatesFixture, "facts are counted by day, also by the day of a time, without those that are withdrawn") {
  mapping.missing_rows = model::MissingRows::kWithdraw;
  CHECK(rows_by_day(*database, mapping, order_report(), day("2025-11-12"), 4, "Asia/Kolkata").empty());
  load({order("T1", "2025-11-05", "5"), order("T2", "2025-11-05", "6")}, source("2025-11-05"));
  load({order("T3", "2025-10-01", "5")}, source("2025-10-01"));
  CHECK(rows_by_day(*database, mapping, order_report(), day("2025-11-12"), 4, "") ==
        std::map<model::CalendarDate, std::int64_t>{{date("2025-11-05"), 2}});
  load({order("T1", "2025-11-05", "5")}, source("2025-11-05"));
  CHECK(rows_by_day(*database, mapping, order_report(), day("2025-11-12"), 4, "").at(date("2025-11-05")) == 1);

  mapping.columns[1].type = model::ColumnType::kDateTime;
  mapping.staging_table = "stg_moments";
  mapping.fact_table = "fact_moments";
  auto moments = source("2025-11-05");
  moments.time_zone = "Asia/Kolkata";
  const auto at = [](int hour) {
    return model::DateTime(std::chrono::local_days(date("2025-11-05").days().time_since_epoch()) + std::chrono::hours(hour));
  };
  load({{std::string("A"), at(1), model::Decimal(1, 0)}, {std::string("B"), at(23), model::Decimal(1, 0)}}, moments);
  CHECK(rows_by_day(*database, mapping, order_report(), day("2025-11-12"), 4, "Asia/Kolkata") ==
        std::map<model::CalendarDate, std::int64_t>{{date("2025-11-05"), 2}});
}

}  // namespace nightporter::storage::test
