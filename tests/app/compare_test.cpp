#include <catch2/catch.hpp>

#include "tests/app/csv_shop.h"

namespace nightporter {
namespace {

using Catch::Matchers::Contains;
using test::CsvShop;
using test::ProgramResult;

std::vector<std::string> database_of(const CsvShop& shop) {
  std::vector<std::string> rows = shop.folder.query("SELECT no || '=' || net FROM fact_shop_orders ORDER BY no");
  for (const char* table : {"download_ledger", "download_intent", "ingest_audit", "row_history", "stg_shop_orders"})
    rows.push_back(table + (" " + shop.folder.query_one(std::string("SELECT count(*) FROM ") + table)));
  return rows;
}

TEST_CASE("a comparison fetches, shows row by row what loading would change, and keeps nothing") {
  CsvShop shop("T1,DAY,10\nT2,DAY,20\nTotal,,30\n");
  REQUIRE(shop.fetch("--keep-files").exit_code == 0);
  const auto before = database_of(shop);
  const auto files = shop.folder.files("downloads");
  shop.now_sends("T1,DAY,10\nT2,DAY,25\nT3,DAY,5\nTotal,,40\n");
  const ProgramResult compared = shop.fetch("--compare");
  INFO(compared.output);
  CHECK(compared.exit_code == 0);
  CHECK_THAT(compared.output, Contains("updated  No T2  Net            20            25\n") && Contains("new      No T3") &&
                                  !Contains("No T1") && Contains("3 rows, not loaded:  1 new  1 updated") &&
                                  Contains("Only compared: nothing was loaded, and no file was kept."));
  CHECK(database_of(shop) == before);
  CHECK(shop.folder.files("downloads") == files);
  CHECK(shop.folder.query_one("SELECT summary FROM run WHERE command = 'download --compare'") == "1 of 1 done");

  const ProgramResult json = shop.fetch("--compare --json");
  CHECK_THAT(json.output, Contains(R"("result":"differs","rows":3,"new":1,"updated":1,"unchanged":1)") &&
                              Contains(R"("difference":[{"change":"updated","row":"No T2","column":"Net","old":"20","new":"25"},)"));
  // It is still to be loaded: what was only compared is fetched again.
  CHECK(shop.fetch().exit_code == 0);
  CHECK(shop.folder.query("SELECT no || '=' || net FROM fact_shop_orders ORDER BY no") ==
        std::vector<std::string>{"T1=10", "T2=25", "T3=5"});
  CHECK_THAT(shop.fetch("--compare").output, Contains("unchanged") && !Contains("there now"));
}

TEST_CASE("a comparison says what a gate would refuse, and has no line in the ledger for it") {
  CsvShop shop("T1,DAY,10\nTotal,,11\n");
  const ProgramResult refused = shop.fetch("--compare");
  INFO(refused.output);
  CHECK(refused.exit_code == 6);
  CHECK_THAT(refused.output, Contains("totals") && !Contains("nightporter accept"));
  CHECK(shop.folder.query_one("SELECT count(*) FROM download_ledger") == "0");
  CHECK(shop.folder.query_one("SELECT count(*) FROM mapped_table") == "0");
  CHECK(shop.folder.run("nightporter download --from 2025-11-12 --to 2025-11-12 --compare --dry-run").exit_code == 2);
}

TEST_CASE("a comparison takes what a person has accepted as a run would, and tells a changed site") {
  CsvShop shop("T1,DAY,10\nTotal,,11\n");
  REQUIRE(shop.fetch("--keep-files").exit_code == 6);
  REQUIRE(shop.folder.run("nightporter accept 1 --reason rounded").exit_code == 0);
  const ProgramResult accepted = shop.fetch("--compare");
  INFO(accepted.output);
  CHECK(accepted.exit_code == 0);
  CHECK_THAT(accepted.output, Contains("unchanged"));
  std::string recipe = CsvShop::recipe();
  recipe.replace(recipe.find("Net: {"), 3, "Gross");
  shop.folder.add_recipe("shop", recipe.replace(recipe.find("check: [net]"), 12, "check: [net]"));
  CHECK(shop.fetch("--compare").exit_code == 5);
}

TEST_CASE("a comparison loads nothing of what an interrupted run has left, and removes no old files") {
  CsvShop shop("T1,DAY,10\nTotal,,10\n");
  REQUIRE(shop.fetch("--keep-files").exit_code == 0);
  REQUIRE(shop.folder.query_one("UPDATE download_ledger SET status = 'collected', loaded_at = NULL RETURNING id") == "1");
  REQUIRE(shop.fetch("--compare").exit_code == 0);
  CHECK(shop.folder.query_one("SELECT status FROM download_ledger") == "collected");
  CHECK(shop.folder.files("downloads").size() == 1);
}

}  // namespace
}  // namespace nightporter
