#include "stages/run/retention.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "storage/run_ledger.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages {
namespace {

namespace fs = std::filesystem;

std::int64_t enter(storage::RunLedger& ledger, const model::RunId& run, const fs::path& file) {
  const auto day = *model::CalendarDate::parse_iso("2025-11-12");
  const std::int64_t intent =
      ledger.begin_intent({.run = run,
                           .of = {.site = model::SiteCode("td"), .store = model::StoreCode("a668"), .report = model::ReportName("orders")},
                           .period = {day, day},
                           .file = {.temporary = file.string() + ".part", .final = file, .hash = {.md5 = "m", .sha256 = "s"}},
                           .started_at = storage::now()});
  return ledger.commit_intent(intent, storage::now());
}

TEST_CASE("files that were loaded long ago are deleted, and the ledger says so; files that wait stay") {
  const test::TemporaryFolder folder;
  const auto database = storage::Database::open(folder / "n.sqlite");
  storage::RunLedger ledger(*database);
  const model::RunId run = ledger.start_run("run");
  const fs::path old_file = folder.write("old.xlsx", "1");
  const fs::path new_file = folder.write("new.xlsx", "2");
  const fs::path waiting = folder.write("waiting.xlsx", "3");
  const auto now = storage::now();
  const std::int64_t old_row = enter(ledger, run, old_file);
  ledger.mark_loaded(old_row, {}, now - std::chrono::days(8));
  ledger.mark_loaded(enter(ledger, run, new_file), {}, now);
  enter(ledger, run, waiting);

  CHECK(delete_old_files(*database, now - std::chrono::days(7)) == 1);
  CHECK_FALSE(fs::exists(old_file));
  CHECK(fs::exists(new_file));
  CHECK(fs::exists(waiting));
  CHECK(ledger.download(old_row)->file_deleted_at);
  CHECK(delete_old_files(*database, now - std::chrono::days(7)) == 0);
}

TEST_CASE("evidence folders go by age, and nothing else in the folder goes") {
  const test::TemporaryFolder folder;
  folder.write("20250101-0100/td-a.png", "1");
  folder.write("20251113-0100/td-a.png", "2");
  folder.write("note.txt", "of a person");
  fs::last_write_time(folder / "20250101-0100", fs::file_time_type::clock::now() - std::chrono::days(40));
  CHECK(delete_old_evidence(folder.path(), storage::now() - std::chrono::days(30)) == 1);
  CHECK_FALSE(fs::exists(folder / "20250101-0100"));
  CHECK(fs::exists(folder / "20251113-0100/td-a.png"));
  CHECK(fs::exists(folder / "note.txt"));
  CHECK(delete_old_evidence(folder / "absent", storage::now()) == 0);
}

}  // namespace
}  // namespace nightporter::stages
