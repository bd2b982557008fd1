#include <catch2/catch.hpp>

#include "engine/download/file_digest.h"
#include "stages/load/load_file.h"
#include "storage/audit.h"
#include "storage/download_outcome.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages::test {

using Catch::Matchers::Contains;
using storage::DownloadOutcome;
using storage::RunLedger;

namespace {

constexpr const char* kWrongTotal =
    "Order No.,Order Date,Net Amount\n"
    "T1,12/11/2025,10\n"
    "T2,12/11/2025,20\n"
    "Total,,31\n";
constexpr const char* kOneBadRow =
    "Order No.,Order Date,Net Amount\n"
    "T1,12/11/2025,10\n"
    "T2,soon,20\n"
    ",12/11/2025,1\n"
    "Total,,31\n";
constexpr const char* kHeaders = "Order No.,Order Date,Net Amount\n";

model::CalendarDate date(const char* iso) {
  return model::CalendarDate::parse_iso(iso).value();
}

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {
      {.header = "Order No.", .name = "order_no", .key = true},
      {.header = "Order Date", .name = "order_date", .type = model::ColumnType::kDate, .format = "dd/MM/yyyy", .period = true},
      {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal}};
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount"}};
  mapping.staging_table = "stg_orders";
  mapping.fact_table = "fact_orders";
  return mapping;
}

class GateLoadFixture {
 public:
  GateLoadFixture() : database(storage::Database::open(folder / "data/nightporter.db")), run(RunLedger(*database).start_run("test")) {}

  LoadRequest collected(std::string_view content, const char* day = "2025-11-12") {
    RunLedger ledger(*database);
    const auto file = folder.write("file" + std::to_string(++files) + ".csv", content);
    const auto digest = engine::digest_file(file);
    storage::Intent intent;
    intent.run = run;
    intent.of = {model::SiteCode("td"), model::StoreCode("a668"), model::ReportName("orders")};
    intent.period = {date(day), date(day)};
    intent.file = {.temporary = file, .final = file, .size_bytes = digest.size_bytes, .hash = {digest.md5, digest.sha256}};
    intent.started_at = storage::now();
    LoadRequest request;
    request.download = ledger.commit_intent(ledger.begin_intent(intent), storage::now());
    request.file = file;
    request.mapping = orders();
    return request;
  }

  storage::Download row(const LoadRequest& request) { return RunLedger(*database).download(request.download).value(); }
  DownloadOutcome outcome(const LoadRequest& request) { return outcome_of(row(request)); }

  std::int64_t number(const std::string& sql) {
    storage::Statement select = database->prepare(sql);
    return select.next() ? select.integer(0) : -1;
  }

  storage::Acceptance word_of(const char* person, std::vector<std::string> gates) {
    return {.run = RunLedger(*database).start_run("accept"),
            .gates = std::move(gates),
            .reason = "the site rounds",
            .accepted_by = person,
            .accepted_at = storage::now()};
  }

  nightporter::test::TemporaryFolder folder;
  std::unique_ptr<storage::Database> database;
  model::RunId run;
  int files = 0;
};

}  // namespace

TEST_CASE_METHOD(GateLoadFixture, "a failed gate keeps the file, loads nothing, and is named in the ledger") {
  const auto request = collected(kWrongTotal);
  const auto loaded = load_file(*database, request);
  CHECK(loaded.kind == LoadOutcome::Kind::kRefused);
  CHECK_THAT(loaded.message, Contains("row 4, Net Amount") && Contains("31") && Contains("add up to 30") && Contains("[totals]"));
  CHECK_THAT(loaded.hint, Contains("nightporter accept " + std::to_string(request.download)));
  CHECK(outcome(request) == DownloadOutcome::kGateFailed);
  CHECK(row(request).judgement.failed_gates == std::vector<std::string>{"totals"});
  CHECK(std::filesystem::exists(request.file));
  CHECK(number("SELECT COUNT(*) FROM mapped_table") == 0);
}

TEST_CASE_METHOD(GateLoadFixture, "an accepted file is loaded with the gate waived, and ledger and audit say who, when and why") {
  auto request = collected(kWrongTotal);
  REQUIRE_FALSE(load_file(*database, request).good());
  request.acceptance = word_of("asha", {"totals"});
  const auto loaded = load_file(*database, request);
  INFO(loaded.message);
  REQUIRE(loaded.kind == LoadOutcome::Kind::kLoaded);
  CHECK(loaded.counts.inserted == 2);
  CHECK(outcome(request) == DownloadOutcome::kAccepted);
  CHECK(row(request).judgement.failed_gates == std::vector<std::string>{"totals"});
  const auto acceptance = storage::Acceptances(*database).find(row(request).judgement.acceptance.value());
  REQUIRE(acceptance);
  CHECK(acceptance->accepted_by == "asha");
  CHECK(acceptance->reason == "the site rounds");
  CHECK(acceptance->download == request.download);
  CHECK(storage::Audit(*database).loads({}).front().acceptance == acceptance->id);
  CHECK(storage::Audit(*database).loads({}).front().run == acceptance->run);
}

TEST_CASE_METHOD(GateLoadFixture, "exactly the accepted gate is waived") {
  auto request = collected(kWrongTotal, "2025-11-13");
  request.acceptance = word_of("asha", {"totals"});
  const auto loaded = load_file(*database, request);
  CHECK(loaded.kind == LoadOutcome::Kind::kRefused);
  CHECK_THAT(loaded.message, Contains("[period]") && !Contains("[totals]"));
  CHECK(number("SELECT COUNT(*) FROM gate_acceptance") == 0);
}

TEST_CASE_METHOD(GateLoadFixture, "an acceptance holds for the same content fetched again, and not for other content") {
  auto request = collected(kWrongTotal);
  request.acceptance = word_of("asha", {"totals"});
  REQUIRE(load_file(*database, request).good());
  const auto again = collected(kWrongTotal);
  CHECK(load_file(*database, again).kind == LoadOutcome::Kind::kUnchanged);
  CHECK(outcome(again) == DownloadOutcome::kAccepted);
  CHECK(number("SELECT COUNT(*) FROM gate_acceptance") == 1);
  const auto other = collected("Order No.,Order Date,Net Amount\nT1,12/11/2025,10\nTotal,,11\n");
  CHECK(load_file(*database, other).kind == LoadOutcome::Kind::kRefused);
  CHECK(outcome(other) == DownloadOutcome::kGateFailed);
}

TEST_CASE_METHOD(GateLoadFixture, "what is structural cannot be accepted") {
  auto untypable = collected(kOneBadRow);
  untypable.acceptance = word_of("asha", {"totals", "bad-cell", "key", "bad-rows"});
  CHECK(load_file(*database, untypable).failure_kind == "bad-cell");
  auto keyless = collected("Order No.,Order Date,Net Amount\n,12/11/2025,10\nTotal,,10\n");
  keyless.acceptance = word_of("asha", {"key"});
  CHECK(load_file(*database, keyless).failure_kind == "row_refused");
  CHECK(outcome(keyless) == DownloadOutcome::kRefused);
  CHECK(number("SELECT COUNT(*) FROM gate_acceptance") == 0);
}

TEST_CASE_METHOD(GateLoadFixture, "a dry run says what a load would do, and leaves no trace") {
  auto request = collected(kWrongTotal);
  REQUIRE_FALSE(load_file(*database, request).good());
  request.acceptance = word_of("asha", {"totals"});
  request.mode = LoadMode::kDryRun;
  const auto loaded = load_file(*database, request);
  CHECK(loaded.kind == LoadOutcome::Kind::kLoaded);
  CHECK(loaded.counts.inserted == 2);
  CHECK(outcome(request) == DownloadOutcome::kGateFailed);
  CHECK(number("SELECT COUNT(*) FROM gate_acceptance") == 0);
  CHECK(number("SELECT COUNT(*) FROM mapped_table") == 0);
  request.acceptance.reset();
  CHECK(load_file(*database, request).kind == LoadOutcome::Kind::kRefused);
  CHECK(number("SELECT COUNT(*) FROM ingest_audit") == 1);
}

TEST_CASE_METHOD(GateLoadFixture, "an empty file is zero sales where it says so itself, and suspicious otherwise") {
  auto silent = collected(kHeaders);
  CHECK(load_file(*database, silent).hint.find("empty_when_file_shows") != std::string::npos);
  CHECK(outcome(silent) == DownloadOutcome::kEmptySuspicious);
  for (const std::string& content : {std::string(kHeaders) + "No records  found\n", std::string("NO RECORDS FOUND for 12/11/2025\n")}) {
    CAPTURE(content);
    auto said = collected(content);
    said.mapping.empty_text = "No records found";
    CHECK(load_file(*database, said).good());
    CHECK(outcome(said) == DownloadOutcome::kZeroSalesConfirmed);
  }
  auto another = collected("Some error\n");
  another.mapping.empty_text = "No records found";
  CHECK(load_file(*database, another).failure_kind == "not-a-report");
}

TEST_CASE_METHOD(GateLoadFixture, "bad rows go to the quarantine with their reasons where the recipe says so, and the rest is loaded") {
  auto request = collected(kOneBadRow);
  request.mapping.bad_rows = model::BadRows::kQuarantine;
  const auto loaded = load_file(*database, request);
  INFO(loaded.message);
  REQUIRE(loaded.kind == LoadOutcome::Kind::kLoaded);
  CHECK(loaded.counts.inserted == 1);
  CHECK(loaded.counts.quarantined == 2);
  CHECK_THAT(loaded.warnings.front(), Contains("2 rows quarantined in stg_orders_quarantine"));
  CHECK(row(request).counts->quarantined == 2);
  storage::Statement select = database->prepare("SELECT row_no, reasons, raw_cells FROM stg_orders_quarantine ORDER BY row_no");
  REQUIRE(select.next());
  CHECK(select.integer(0) == 3);
  CHECK(select.text(1) == R"([{"column":"Order Date","value":"soon","reason":"not a date as dd/MM/yyyy"}])");
  CHECK(select.text(2) == R"({"Order No.":"T2","Order Date":"soon","Net Amount":"20"})");
  REQUIRE(select.next());
  CHECK_THAT(select.text(1), Contains("empty, but part of the key"));
  CHECK_FALSE(select.next());
}

TEST_CASE_METHOD(GateLoadFixture, "a quarantined amount is missing in the sum: the totals are still a gate") {
  auto request = collected("Order No.,Order Date,Net Amount\nT1,12/11/2025,10\nT2,12/11/2025,many\nTotal,,31\n");
  request.mapping.bad_rows = model::BadRows::kQuarantine;
  CHECK(load_file(*database, request).failure_kind == "gate_failed");
}

TEST_CASE_METHOD(GateLoadFixture, "a day is compared with what the facts say of the same weekdays") {
  for (const char* day : {"2025-10-29", "2025-11-05"}) {
    std::string content = kHeaders;
    const std::string shown = std::string(day + 8) + "/" + std::string(day + 5, 2) + "/2025";
    for (int i = 0; i < 4; ++i) content += std::string(day) + std::to_string(i) + "," + shown + ",1\n";
    auto before = collected(content, day);
    before.mapping.totals_row.reset();
    REQUIRE(load_file(*database, before).good());
  }
  auto request = collected(std::string(kHeaders) + "T1,12/11/2025,10\n");
  request.mapping.totals_row.reset();
  request.checks.rows_against_history = model::RowsAgainstHistory{.min = 0.5, .max = 2};
  CHECK_THAT(load_file(*database, request).message,
             Contains("2025-11-12 has 1 rows, the 2 same weekdays before it had 4 on average [rows-against-history]"));
  CHECK(row(request).judgement.failed_gates == std::vector<std::string>{"rows-against-history"});
  request.unfinished_from = date("2025-11-12");
  CHECK(load_file(*database, request).good());
}

}  // namespace nightporter::stages::test
