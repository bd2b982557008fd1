#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/download/file_digest.h"
#include "stages/collect/collect_report.h"
#include "storage/database.h"
#include "storage/run_ledger.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages {
namespace {

namespace fs = std::filesystem;

const model::SiteCode kSite("td");
const model::StoreCode kStore("a668");

/// A run that was killed while it published a file of `content`.
struct KilledRun {
  test::TemporaryFolder folder;
  std::unique_ptr<storage::Database> database = storage::Database::open(folder / "data/n.sqlite");
  storage::RunLedger ledger{*database};
  fs::path part = folder / "downloads/orders.xlsx.part";
  fs::path final = folder / "downloads/orders.xlsx";

  explicit KilledRun(const std::string& content) {
    const fs::path sample = folder.write("sample", content);
    const engine::FileDigest digest = engine::digest_file(sample);
    const auto day = *model::CalendarDate::parse_iso("2025-11-12");
    fs::create_directories(part.parent_path());
    ledger.begin_intent(
        {.run = ledger.start_run("run"),
         .of = {.site = kSite, .store = kStore, .report = model::ReportName("orders")},
         .period = {day, day},
         .file = {.temporary = part, .final = final, .size_bytes = digest.size_bytes, .hash = {.md5 = digest.md5, .sha256 = digest.sha256}},
         .started_at = storage::now()});
  }

  std::size_t files_in_ledger() { return ledger.waiting_to_be_loaded(kSite, kStore).size(); }
};

TEST_CASE("a run that was killed before the rename has its file renamed and entered") {
  KilledRun killed("rows");
  killed.folder.write("downloads/orders.xlsx.part", "rows");
  CHECK(recover_publications(*killed.database, kSite, kStore) == 1);
  CHECK(test::read_file(killed.final) == "rows");
  CHECK_FALSE(fs::exists(killed.part));
  CHECK(killed.files_in_ledger() == 1);
  CHECK(killed.ledger.intents(kSite, kStore).empty());
}

TEST_CASE("a run that was killed between the rename and the ledger has its file entered, once") {
  KilledRun killed("rows");
  killed.folder.write("downloads/orders.xlsx", "rows");
  CHECK(recover_publications(*killed.database, kSite, kStore) == 1);
  CHECK(recover_publications(*killed.database, kSite, kStore) == 0);
  CHECK(killed.files_in_ledger() == 1);
}

TEST_CASE("a run that was killed while the file had both names keeps the final one") {
  KilledRun killed("rows");
  fs::create_hard_link(killed.folder.write("downloads/orders.xlsx.part", "rows"), killed.final);
  CHECK(recover_publications(*killed.database, kSite, kStore) == 1);
  CHECK_FALSE(fs::exists(killed.part));
  CHECK(test::read_file(killed.final) == "rows");
}

TEST_CASE("a part that is not the file that was announced is removed and forgotten") {
  KilledRun killed("rows");
  killed.folder.write("downloads/orders.xlsx.part", "ro");
  CHECK(recover_publications(*killed.database, kSite, kStore) == 0);
  CHECK_FALSE(fs::exists(killed.part));
  CHECK_FALSE(fs::exists(killed.final));
  CHECK(killed.files_in_ledger() == 0);
  CHECK(killed.ledger.intents(kSite, kStore).empty());
}

TEST_CASE("another file under the final name is neither entered nor touched") {
  KilledRun killed("rows");
  killed.folder.write("downloads/orders.xlsx", "of a person");
  CHECK(recover_publications(*killed.database, kSite, kStore) == 0);
  CHECK(test::read_file(killed.final) == "of a person");
}

TEST_CASE("what another store was publishing is left to that store") {
  KilledRun killed("rows");
  killed.folder.write("downloads/orders.xlsx.part", "rows");
  CHECK(recover_publications(*killed.database, kSite, model::StoreCode("a817")) == 0);
  CHECK(fs::exists(killed.part));
  CHECK(killed.ledger.intents(kSite, kStore).size() == 1);
}

TEST_CASE("what a killed run left before its journal knew of it is swept, and nothing else") {
  KilledRun killed("rows");
  killed.folder.write("downloads/orders.xlsx.part", "rows");
  killed.folder.write("downloads/sales.csv.part", "ha");
  killed.folder.write("downloads/older.csv", "whole");
  CHECK(sweep_downloads(*killed.database, killed.folder / "downloads") == 1);
  CHECK_FALSE(fs::exists(killed.folder / "downloads/sales.csv.part"));
  CHECK(fs::exists(killed.folder / "downloads/older.csv"));
  CHECK(recover_publications(*killed.database, kSite, kStore) == 1);
  CHECK(sweep_downloads(*killed.database, killed.folder / "nowhere") == 0);
}

}  // namespace
}  // namespace nightporter::stages
