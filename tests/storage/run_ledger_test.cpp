#include "storage/run_ledger.h"

#include <catch2/catch.hpp>

#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

namespace {

class LedgerFixture : public StorageFixture {
 public:
  std::int64_t collect(const model::RunId& run, const model::Period& period, const std::string& name,
                       const char* started = "2025-11-13T01:00:00.000Z", int file_count = 1) {
    RunLedger ledger(*database);
    Intent intent;
    intent.run = run;
    intent.of = order_report();
    intent.period = period;
    intent.file = {.temporary = folder / (name + ".part"),
                   .final = folder / name,
                   .size_bytes = 1234,
                   .hash = {"md5 of " + name, "sha of " + name},
                   .source_url = "https://reports.example/export",
                   .suggested_name = "export.xls",
                   .length_verified = true,
                   .empty_confirmed = true,
                   .file_count = file_count};
    intent.started_at = time_from_iso(started);
    return ledger.commit_intent(ledger.begin_intent(intent), time_from_iso(started) + std::chrono::seconds(2));
  }
};

}  // namespace

TEST_CASE_METHOD(LedgerFixture, "runs of one minute have different names") {
  RunLedger ledger(*database);
  const auto first = ledger.start_run("run");
  const auto second = ledger.start_run("run");
  CHECK(first != second);
  CHECK(first.value().size() == std::string("20251113-0100").size());
  CHECK(second.value().starts_with(first.value().substr(0, 9)));
}

TEST_CASE_METHOD(LedgerFixture, "a run is remembered with its end") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("download --crm td");
  REQUIRE(ledger.run(run));
  CHECK(ledger.run(run)->command == "download --crm td");
  CHECK_FALSE(ledger.run(run)->finished_at);
  ledger.finish_run(run, 7, "4 of 5 done");
  CHECK(ledger.run(run)->exit_code == 7);
  CHECK(ledger.run(run)->summary == "4 of 5 done");
  CHECK(ledger.run(run)->finished_at);
  CHECK_FALSE(ledger.run(model::RunId("unknown")));
  CHECK(ledger.runs().size() == 1);
}

TEST_CASE_METHOD(LedgerFixture, "only runs whose process is gone are interrupted") {
  RunLedger ledger(*database);
  const auto alive = ledger.start_run("run");
  const auto dead = ledger.start_run("run");
  const auto elsewhere = ledger.start_run("run");
  const auto finished = ledger.start_run("run");
  ledger.finish_run(finished, 0, "");
  database->prepare("UPDATE run SET owner_started = '1' WHERE run_id IN (?, ?)").bind(1, dead.value()).bind(2, finished.value()).execute();
  database->prepare("UPDATE run SET owner_started = '1', owner_space = 'another machine' WHERE run_id = ?")
      .bind(1, elsewhere.value())
      .execute();
  CHECK(ledger.close_interrupted_runs() == std::vector{dead});
  CHECK(ledger.run(dead)->interrupted);
  CHECK_FALSE(ledger.run(alive)->interrupted);
  CHECK(ledger.close_interrupted_runs().empty());
}

TEST_CASE_METHOD(LedgerFixture, "an intent becomes a ledger row with all it knew") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("run");
  const auto id = collect(run, {date("2025-11-10"), date("2025-11-12")}, "TD_OrderReport.xlsx");
  CHECK(ledger.intents(order_report().site, order_report().store).empty());
  const auto row = ledger.download(id);
  REQUIRE(row);
  CHECK(row->status == DownloadStatus::kCollected);
  CHECK(row->run == run);
  CHECK(row->of == order_report());
  CHECK(row->period == model::Period{date("2025-11-10"), date("2025-11-12")});
  CHECK(row->file_name == "TD_OrderReport.xlsx");
  CHECK(row->path == folder / "TD_OrderReport.xlsx");
  CHECK(row->size_bytes == 1234);
  CHECK(row->hash.md5 == "md5 of TD_OrderReport.xlsx");
  CHECK(row->hash.sha256 == "sha of TD_OrderReport.xlsx");
  CHECK(row->source_url == "https://reports.example/export");
  CHECK(row->suggested_name == "export.xls");
  CHECK(row->length_verified);
  CHECK(row->empty_confirmed);
  CHECK(to_iso(row->started_at) == "2025-11-13T01:00:00.000Z");
  CHECK(to_iso(row->finished_at) == "2025-11-13T01:00:02.000Z");
  CHECK_FALSE(row->failure);
  CHECK_FALSE(row->counts);
}

TEST_CASE_METHOD(LedgerFixture, "intents that were not committed are found again, by store") {
  RunLedger ledger(*database);
  Intent intent;
  intent.run = ledger.start_run("run");
  intent.of = order_report();
  intent.period = day("2025-11-12");
  intent.file.temporary = folder / "a.part";
  intent.file.final = folder / "a.xlsx";
  intent.file.hash = {"m", "s"};
  const auto id = ledger.begin_intent(intent);
  reopen();
  RunLedger again(*database);
  REQUIRE(again.intents(intent.of.site, intent.of.store).size() == 1);
  const Intent found = again.intents(order_report().site, order_report().store).front();
  CHECK(found.id == id);
  CHECK(found.file.temporary == intent.file.temporary);
  CHECK(found.file.final == intent.file.final);
  CHECK(found.file.hash == intent.file.hash);
  CHECK(found.period == intent.period);
  CHECK(again.intents(intent.of.site, model::StoreCode("a817")).empty());
  again.drop_intent(id);
  CHECK(again.intents(order_report().site, order_report().store).empty());
  CHECK(again.downloads({}).empty());
}

TEST_CASE_METHOD(LedgerFixture, "a file that is collected again supersedes the one in its place") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("run");
  const auto loaded = collect(run, day("2025-11-11"), "a.xlsx");
  ledger.mark_loaded(loaded, {.staged = 1, .inserted = 1}, now());
  const auto waiting = collect(run, day("2025-11-11"), "a.xlsx");
  CHECK(ledger.download(loaded)->file_deleted_at);
  CHECK(ledger.download(loaded)->status == DownloadStatus::kLoaded);
  const auto newest = collect(run, day("2025-11-11"), "a.xlsx");
  CHECK(ledger.download(waiting)->failure->kind == "superseded");
  const auto left = ledger.waiting_to_be_loaded(order_report().site, order_report().store);
  REQUIRE(left.size() == 1);
  CHECK(left.front().id == newest);
}

TEST_CASE_METHOD(LedgerFixture, "a failure is a row") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("run");
  const auto id = ledger.record_failed_download(run, order_report(), day("2025-11-12"), now(), {"login_refused", "why"});
  CHECK(ledger.download(id)->status == DownloadStatus::kFailed);
  CHECK(ledger.download(id)->failure->text == "why");
}

TEST_CASE_METHOD(LedgerFixture, "a run of another container is interrupted when it has not been heard of for long") {
  RunLedger ledger(*database);
  const auto silent = ledger.start_run("run");
  const auto working = ledger.start_run("run");
  const auto just_started = ledger.start_run("run");
  database->execute("UPDATE run SET owner_space = 'another container'");
  const TimePoint long_ago = now() - RunLedger::kSilence - std::chrono::minutes(1);
  database->prepare("UPDATE run SET started_at = ? WHERE run_id <> ?").bind(1, long_ago).bind(2, just_started.value()).execute();
  ledger.beat(silent);
  ledger.beat(working);
  database->prepare("UPDATE run SET heartbeat_at = ? WHERE run_id = ?").bind(1, long_ago).bind(2, silent.value()).execute();
  CHECK(ledger.close_interrupted_runs() == std::vector{silent});
  CHECK(ledger.run(silent)->interrupted);
  ledger.finish_run(silent, 0, "it was only asleep");
  CHECK_FALSE(ledger.run(silent)->interrupted);
}

TEST_CASE_METHOD(LedgerFixture, "only loaded files cover their period, with the time they were asked for") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("run");
  const auto loaded = collect(run, day("2025-11-10"), "10.xlsx");
  const auto again = collect(run, day("2025-11-10"), "10b.xlsx", "2025-11-14T01:00:00.000Z");
  const auto unchanged = collect(run, day("2025-11-11"), "11.xlsx");
  const auto refused = collect(run, day("2025-11-12"), "12.xlsx");
  collect(run, day("2025-11-13"), "13.xlsx");
  ledger.record_failed_download(run, order_report(), day("2025-11-14"), now(), {"transient", ""});
  ledger.mark_loaded(loaded, {.staged = 2, .inserted = 2}, now());
  ledger.mark_loaded(again, {.staged = 2, .unchanged = 2}, now());
  ledger.mark_loaded(unchanged, {.staged = 1, .unchanged = 1}, now());
  ledger.mark_failed(refused, DownloadStatus::kCheckFailed, {"check_failed", "another store's rows"});
  CHECK(ledger.coverage(order_report()) == std::vector<Coverage>{{day("2025-11-10"), time_from_iso("2025-11-14T01:00:00.000Z")},
                                                                 {day("2025-11-11"), time_from_iso("2025-11-13T01:00:00.000Z")}});
  CHECK(ledger.download(loaded)->counts->inserted == 2);
  CHECK(ledger.download(loaded)->status == DownloadStatus::kLoaded);
  CHECK(ledger.download(unchanged)->status == DownloadStatus::kUnchanged);
  CHECK(ledger.download(refused)->failure->text == "another store's rows");
  StoreReport other = order_report();
  other.report = model::ReportName("gst");
  CHECK(ledger.coverage(other).empty());
}

TEST_CASE_METHOD(LedgerFixture, "a period of several files is covered when one collecting has all of them loaded") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("run");
  const auto first = collect(run, day("2025-11-10"), "a.xlsx", "2025-11-13T01:00:00.000Z", 2);
  ledger.mark_loaded(first, {.staged = 2, .inserted = 2}, now());
  CHECK(ledger.coverage(order_report()).empty());  // killed before the second file was entered
  const auto second = collect(run, day("2025-11-10"), "b.xlsx", "2025-11-13T01:00:00.000Z", 2);
  CHECK(ledger.coverage(order_report()).empty());
  ledger.mark_failed(second, DownloadStatus::kCheckFailed, {"check_failed", ""});
  CHECK(ledger.coverage(order_report()).empty());

  const auto later = ledger.start_run("run");
  const auto second_alone = collect(later, day("2025-11-10"), "b2.xlsx", "2025-11-14T01:00:00.000Z", 2);
  ledger.mark_loaded(second_alone, {.staged = 1, .inserted = 1}, now());
  CHECK(ledger.coverage(order_report()).empty());  // one file of each collecting is not the whole of one
  const auto first_again = collect(later, day("2025-11-10"), "a2.xlsx", "2025-11-14T01:00:00.000Z", 2);
  ledger.mark_loaded(first_again, {.staged = 2, .unchanged = 2}, now());
  CHECK(ledger.coverage(order_report()) == std::vector<Coverage>{{day("2025-11-10"), time_from_iso("2025-11-14T01:00:00.000Z")}});
}

TEST_CASE_METHOD(LedgerFixture, "a period that the site says is empty counts as loaded, without a file") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("run");
  const auto id = ledger.record_confirmed_empty(run, order_report(), day("2025-11-12"), time_from_iso("2025-11-13T01:00:00.000Z"));
  const auto row = ledger.download(id);
  REQUIRE(row);
  CHECK(row->status == DownloadStatus::kUnchanged);
  CHECK(row->empty_confirmed);
  CHECK(row->counts == Upsert{});
  CHECK(ledger.coverage(order_report()) == std::vector<Coverage>{{day("2025-11-12"), time_from_iso("2025-11-13T01:00:00.000Z")}});
  CHECK(number("SELECT COUNT(*) FROM ingest_audit WHERE status = 'unchanged' AND inserted_rows = 0 AND download_id = " +
               std::to_string(id)) == 1);
  CHECK(ledger.files_to_delete(now() + std::chrono::hours(1), now()).empty());
}

TEST_CASE_METHOD(LedgerFixture, "the ledger is listed by what is asked, newest first") {
  RunLedger ledger(*database);
  const auto first = ledger.start_run("run");
  const auto second = ledger.start_run("run");
  const auto a = collect(first, day("2025-11-10"), "a.xlsx");
  const auto b = collect(second, {date("2025-11-11"), date("2025-11-13")}, "b.xlsx");
  const auto ids = [&](const DownloadFilter& filter) {
    std::vector<std::int64_t> found;
    for (const Download& row : ledger.downloads(filter)) found.push_back(row.id);
    return found;
  };
  using Ids = std::vector<std::int64_t>;
  CHECK(ids({}) == Ids{b, a});
  CHECK(ids({.run = first}) == Ids{a});
  CHECK(ids({.overlapping = day("2025-11-13")}) == Ids{b});
  CHECK(ids({.overlapping = day("2025-11-11")}) == Ids{b});
  CHECK(ids({.overlapping = day("2025-11-10")}) == Ids{a});
  CHECK(ids({.overlapping = day("2025-11-14")}).empty());
  CHECK(ids({.site = model::SiteCode("td"), .store = model::StoreCode("a668"), .report = model::ReportName("order_report")}) == Ids{b, a});
  CHECK(ids({.store = model::StoreCode("a817")}).empty());
  CHECK(ids({.status = DownloadStatus::kFailed}).empty());
  CHECK(ids({.at_most = 1}) == Ids{b});
}

TEST_CASE_METHOD(LedgerFixture, "the retention gives up loaded files and, later, refused ones, each once") {
  RunLedger ledger(*database);
  const auto run = ledger.start_run("run");
  const auto loaded = collect(run, day("2025-11-10"), "a.xlsx");
  const auto refused = collect(run, day("2025-11-11"), "b.xlsx");
  collect(run, day("2025-11-12"), "waiting.xlsx");
  ledger.mark_loaded(loaded, {}, time_from_iso("2025-11-13T01:00:05.000Z"));
  ledger.mark_failed(refused, DownloadStatus::kCheckFailed, {"check_failed", ""});
  const TimePoint before = time_from_iso("2025-11-01T00:00:00.000Z");
  const TimePoint after = time_from_iso("2025-12-01T00:00:00.000Z");
  CHECK(ledger.files_to_delete(before, before).empty());
  REQUIRE(ledger.files_to_delete(after, before).size() == 1);
  CHECK(ledger.files_to_delete(after, before).front().id == loaded);
  REQUIRE(ledger.files_to_delete(before, after).size() == 1);
  CHECK(ledger.files_to_delete(before, after).front().id == refused);
  ledger.mark_file_deleted(loaded, now());
  CHECK(ledger.files_to_delete(after, before).empty());
}

TEST_CASE("words of the ledger's status can be read back") {
  for (const auto status : {DownloadStatus::kCollected, DownloadStatus::kLoaded, DownloadStatus::kUnchanged, DownloadStatus::kCheckFailed,
                            DownloadStatus::kFailed})
    CHECK(parse_download_status(to_string(status)) == status);
  CHECK_FALSE(parse_download_status("nonsense"));
}

}  // namespace nightporter::storage::test
