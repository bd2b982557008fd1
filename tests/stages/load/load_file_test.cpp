#include "stages/load/load_file.h"

#include <catch2/catch.hpp>

#include "engine/download/file_digest.h"
#include "stages/error.h"
#include "stages/parse/parse_error.h"
#include "storage/audit.h"
#include "storage/error.h"
#include "storage/run_ledger.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages::test {

using Catch::Matchers::Contains;
using storage::Database;
using storage::DownloadStatus;
using storage::RunLedger;
using storage::Upsert;

namespace {

constexpr const char* kOrders =
    "Order No.,Order Date,Net Amount,Remarks\n"
    "T1,12/11/2025,\"1,200.50\",first\n"
    "T2,12/11/2025,80,\n"
    "Total,,\"1,280.50\",\n";

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Order Date",
                      .name = "order_date",
                      .type = model::ColumnType::kDate,
                      .format = "dd/MM/yyyy",
                      .required = true,
                      .period = true},
                     {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal, .locale = "en-IN"}};
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount"}};
  mapping.staging_table = "stg_td_order_report";
  mapping.fact_table = "fact_td_orders";
  return mapping;
}

model::CalendarDate date(const char* iso) {
  return model::CalendarDate::parse_iso(iso).value();
}

/// A database with one run, and files entered in its ledger as collect enters them.
class LoadFixture {
 public:
  LoadFixture() : database(Database::open(folder / "data/nightporter.db")), run(RunLedger(*database).start_run("test")) {}

  LoadRequest collected(std::string_view content, const std::string& name = "TD_OrderReport.csv") {
    RunLedger ledger(*database);
    const auto file = folder.write(name, content);
    const auto digest = engine::digest_file(file);
    storage::Intent intent;
    intent.run = run;
    intent.of = {model::SiteCode("td"), model::StoreCode("a668"), model::ReportName("order_report")};
    intent.period = {date("2025-11-12"), date("2025-11-12")};
    intent.file = {.temporary = file, .final = file, .size_bytes = digest.size_bytes, .hash = {digest.md5, digest.sha256}};
    intent.started_at = storage::now();
    LoadRequest request;
    request.download = ledger.commit_intent(ledger.begin_intent(intent), storage::now());
    request.file = file;
    request.mapping = orders();
    return request;
  }

  storage::Download row(const LoadRequest& request) { return RunLedger(*database).download(request.download).value(); }

  std::int64_t number(const std::string& sql) {
    storage::Statement select = database->prepare(sql);
    return select.next() ? select.integer(0) : -1;
  }

  bool fact_table_exists() { return number("SELECT COUNT(*) FROM mapped_table WHERE table_name = 'fact_td_orders'") == 1; }

  nightporter::test::TemporaryFolder folder;
  std::unique_ptr<Database> database;
  model::RunId run;
};

void check_refused(LoadFixture& fixture, const LoadRequest& request, const LoadOutcome& outcome, const std::string& kind) {
  CHECK(outcome.kind == LoadOutcome::Kind::kRefused);
  CHECK(outcome.failure_kind == kind);
  CHECK_FALSE(outcome.message.empty());
  CHECK(outcome.counts == Upsert{});
  CHECK(fixture.row(request).status == DownloadStatus::kCheckFailed);
  CHECK(fixture.row(request).failure->kind == kind);
  CHECK(fixture.row(request).failure->text == outcome.message);
  const auto audits = storage::Audit(*fixture.database).loads({});
  REQUIRE_FALSE(audits.empty());
  CHECK(audits.front().status == "check_failed");
  CHECK(audits.front().error == outcome.message);
  CHECK(audits.front().download == request.download);
}

}  // namespace

TEST_CASE_METHOD(LoadFixture, "a collected file becomes facts, and the ledger and the audit say so") {
  const auto request = collected(kOrders);
  const auto outcome = load_file(*database, request);
  INFO(outcome.message);
  REQUIRE(outcome.kind == LoadOutcome::Kind::kLoaded);
  CHECK(outcome.counts == Upsert{.staged = 2, .inserted = 2});
  CHECK(row(request).status == DownloadStatus::kLoaded);
  CHECK(row(request).counts == outcome.counts);
  CHECK(number("SELECT COUNT(*) FROM fact_td_orders WHERE order_no = 'T1' AND net_amount = 1200.5 AND order_date = '2025-11-12'") == 1);
  CHECK(number("SELECT COUNT(*) FROM fact_td_orders WHERE source_md5 = '" + row(request).hash.md5 + "'") == 2);
  const auto audits = storage::Audit(*database).loads({});
  REQUIRE(audits.size() == 1);
  CHECK(audits.front().status == "loaded");
  CHECK(audits.front().counts.inserted == 2);
}

TEST_CASE_METHOD(LoadFixture, "the same content a second time is unchanged") {
  REQUIRE(load_file(*database, collected(kOrders)).good());
  const auto again = collected(kOrders, "again.csv");
  const auto outcome = load_file(*database, again);
  CHECK(outcome.kind == LoadOutcome::Kind::kUnchanged);
  CHECK(outcome.counts == Upsert{.staged = 2, .unchanged = 2});
  CHECK(row(again).status == DownloadStatus::kUnchanged);
}

TEST_CASE_METHOD(LoadFixture, "a table that fails a check loads nothing and says why") {
  auto request = collected(kOrders);
  request.checks.rows_at_least = 3;
  const auto outcome = load_file(*database, request);
  check_refused(*this, request, outcome, "gate_failed");
  CHECK_FALSE(fact_table_exists());
  CHECK(storage::Audit(*database).loads({}).front().counts.staged == 2);
}

TEST_CASE_METHOD(LoadFixture, "rows of another day are refused") {
  auto request = collected("Order No.,Order Date,Net Amount,Remarks\nT1,11/11/2025,5,\n");
  request.mapping.totals_row.reset();
  const auto outcome = load_file(*database, request);
  check_refused(*this, request, outcome, "gate_failed");
  CHECK_THAT(outcome.message, Contains("2025-11-11"));
  CHECK_FALSE(fact_table_exists());
}

TEST_CASE_METHOD(LoadFixture, "a login page under the report's name is refused") {
  const auto request = collected("<html><body><form>Password <input type=password></form></body></html>");
  check_refused(*this, request, load_file(*database, request), to_string(ParseErrorKind::kNotAReport));
}

TEST_CASE_METHOD(LoadFixture, "an empty report is good only when the page said so") {
  constexpr const char* kEmpty = "Order No.,Order Date,Net Amount,Remarks\n";
  auto suspicious = collected(kEmpty);
  suspicious.mapping.totals_row.reset();
  const auto refused = load_file(*database, suspicious);
  check_refused(*this, suspicious, refused, "empty_suspicious");
  CHECK(refused.checks.emptiness == Emptiness::kSuspicious);
  auto confirmed = collected(kEmpty, "confirmed.csv");
  confirmed.mapping.totals_row.reset();
  confirmed.marker = EmptyMarker::kSeen;
  const auto outcome = load_file(*database, confirmed);
  INFO(outcome.message);
  CHECK(outcome.kind == LoadOutcome::Kind::kUnchanged);
  CHECK(row(confirmed).status == DownloadStatus::kUnchanged);
}

TEST_CASE_METHOD(LoadFixture, "a file that was changed while it waited is refused") {
  const auto request = collected(kOrders);
  folder.write("TD_OrderReport.csv", "Order No.,Order Date,Net Amount,Remarks\nT9,12/11/2025,9,\n");
  const auto outcome = load_file(*database, request);
  check_refused(*this, request, outcome, "file_changed");
  CHECK_THAT(outcome.message, Contains(request.file.string()));
}

TEST_CASE_METHOD(LoadFixture, "a file that is gone is a failure of the disk, not of the site") {
  const auto request = collected(kOrders);
  std::filesystem::remove(request.file);
  const auto outcome = load_file(*database, request);
  CHECK(outcome.kind == LoadOutcome::Kind::kFailed);
  CHECK(row(request).status == DownloadStatus::kFailed);
  CHECK(RunLedger(*database).waiting_to_be_loaded(model::SiteCode("td"), model::StoreCode("a668")).empty());
}

TEST_CASE_METHOD(LoadFixture, "a recipe that can make no tables is named as the reason") {
  auto request = collected(kOrders);
  request.mapping.columns[1].name = "store";
  const auto outcome = load_file(*database, request);
  CHECK(outcome.kind == LoadOutcome::Kind::kFailed);
  CHECK(outcome.failure_kind == "bad_mapping");
  CHECK_THAT(outcome.hint, Contains("recipe"));
  CHECK(row(request).failure->kind == "bad_mapping");
}

TEST_CASE_METHOD(LoadFixture, "nothing is durable when the caller objects at the end, and the file still waits") {
  auto request = collected(kOrders);
  request.before_commit = [&] {
    CHECK(number("SELECT COUNT(*) FROM fact_td_orders") == 2);
    throw storage::LeaseLost("td/a668 was taken over", "nothing was written");
  };
  CHECK_THROWS_AS(load_file(*database, request), storage::LeaseLost);
  CHECK_FALSE(fact_table_exists());
  CHECK(row(request).status == DownloadStatus::kCollected);
  CHECK(storage::Audit(*database).loads({}).empty());
  request.before_commit = nullptr;
  CHECK(load_file(*database, request).good());
}

TEST_CASE_METHOD(LoadFixture, "while a file is being read and checked, others write") {
  auto request = collected(kOrders);
  request.mapping.totals_row.reset();
  const auto other = Database::open(folder / "data/nightporter.db", {.wait_for_others = std::chrono::milliseconds(50)});
  const auto reader = [&](const RowSinks& sinks) -> ParsedTable {
    sinks.fact({.number = 2, .cells = {std::string("T1"), date("2025-11-12"), model::Decimal(5, 0)}, .other_columns = {}});
    RunLedger(*other).start_run("another");
    CHECK_FALSE(database->in_transaction());
    return {.column_present = {true, true, true}, .rows = 1};
  };
  const auto outcome = load_table(*database, request, reader);
  INFO(outcome.message);
  CHECK(outcome.counts == Upsert{.staged = 1, .inserted = 1});
  CHECK(number("SELECT COUNT(*) FROM run") == 2);
}

TEST_CASE_METHOD(LoadFixture, "a reader that dies in the middle leaves nothing behind") {
  const auto request = collected(kOrders);
  const auto reader = [&](const RowSinks& sinks) -> ParsedTable {
    sinks.fact({.number = 2, .cells = {std::string("T1"), date("2025-11-12"), model::Decimal(5, 0)}, .other_columns = {}});
    throw ParseError(ParseErrorKind::kCorrupt, "the file ends in the middle of a row");
  };
  check_refused(*this, request, load_table(*database, request, reader), to_string(ParseErrorKind::kCorrupt));
  CHECK_FALSE(fact_table_exists());
  CHECK(storage::Audit(*database).loads({}).front().counts.staged == 1);
}

TEST_CASE_METHOD(LoadFixture, "rows with one key and other content are loaded with a warning") {
  auto request = collected("Order No.,Order Date,Net Amount,Remarks\nT1,12/11/2025,5,\nT1,12/11/2025,6,\n");
  request.mapping.totals_row.reset();
  const auto outcome = load_file(*database, request);
  INFO(outcome.message);
  CHECK(outcome.counts == Upsert{.staged = 2, .inserted = 1, .duplicates = 1, .conflicting = 1});
  REQUIRE_FALSE(outcome.warnings.empty());
  CHECK_THAT(outcome.warnings.back(), Contains("1 row with the key of a later row"));
}

TEST_CASE_METHOD(LoadFixture, "a load for an unknown ledger row is a mistake of the program") {
  auto request = collected(kOrders);
  request.download += 100;
  CHECK_THROWS_AS(load_file(*database, request), Error);
}

}  // namespace nightporter::stages::test
