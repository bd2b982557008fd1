#include <catch2/catch.hpp>

#include "tests/app/csv_shop.h"

namespace nightporter {
namespace {

using Catch::Matchers::Contains;
using test::CsvShop;
using test::ProgramResult;
using test::yesterday;

const std::string kWrongTotal = "T1,DAY,10\nT2,DAY,20\nTotal,,31\n";

TEST_CASE("a file that a gate refused is loaded on a person's word, and the ledger keeps who and why") {
  CsvShop shop(kWrongTotal);
  const ProgramResult refused = shop.fetch();
  INFO(refused.output);
  CHECK(refused.exit_code == 6);
  CHECK_THAT(refused.output, Contains("[totals]"));
  CHECK_THAT(shop.folder.run("nightporter ledger").output, Contains("gate_failed: totals"));

  CHECK(shop.folder.run("nightporter accept 1").exit_code == 2);
  const ProgramResult dry = shop.folder.run("nightporter accept 1 --dry-run --json");
  INFO(dry.output);
  CHECK(dry.exit_code == 0);
  CHECK_THAT(dry.output,
             Contains(R"("waived":"totals")") && Contains(R"("new":2)") && Contains(R"("dry_run":true)") &&
                 Contains(R"("difference":[{"change":"new","row":"No T1","column":"","old":null,"new":null},{"change":"new",)"));
  CHECK(shop.folder.query_one("SELECT count(*) FROM mapped_table") == "0");
  CHECK(shop.folder.query_one("SELECT count(*) FROM gate_acceptance") == "0");

  const ProgramResult accepted =
      shop.folder.run("nightporter accept --crm shop --store s1 --report orders --from " + yesterday() + " --reason rounded --by asha");
  INFO(accepted.output);
  CHECK(accepted.exit_code == 0);
  CHECK(shop.folder.query_one("SELECT count(*) FROM fact_shop_orders") == "2");
  CHECK(shop.folder.query_one("SELECT gates || ' ' || reason || ' ' || accepted_by FROM gate_acceptance") == "totals rounded asha");
  CHECK(shop.folder.query_one("SELECT count(*) FROM ingest_audit WHERE acceptance_id = 1 AND status = 'loaded'") == "1");
  const std::string ledger = shop.folder.run("nightporter ledger --json").output;
  CHECK_THAT(ledger,
             Contains(R"("outcome":"accepted")") && Contains(R"("accepted_by":"asha")") && Contains(R"("accepted_because":"rounded")"));
  CHECK_THAT(shop.folder.run("nightporter accept 1 --reason again").output, Contains("is loaded already"));
}

TEST_CASE("the same content needs no second word, other content does") {
  CsvShop shop(kWrongTotal);
  REQUIRE(shop.fetch().exit_code == 6);
  const std::string file = shop.folder.query_one("SELECT path FROM download_ledger");
  REQUIRE(shop.folder.run("nightporter accept " + file + " --reason rounded").exit_code == 0);
  CHECK(shop.fetch().exit_code == 0);
  CHECK(shop.folder.query_one("SELECT count(*) FROM gate_acceptance") == "1");
  shop.now_sends("T1,DAY,10\nT3,DAY,20\nTotal,,31\n");
  CHECK(shop.fetch().exit_code == 6);
  CHECK(shop.folder.query_one("SELECT count(*) FROM fact_shop_orders") == "2");
  // The older file must not be put over newer rows.
  shop.now_sends("T1,DAY,10\nTotal,,10\n");
  CHECK(shop.fetch().exit_code == 0);
  const ProgramResult old = shop.folder.run("nightporter accept 3 --reason rounded");
  CHECK(old.exit_code == 2);
  CHECK_THAT(old.output, Contains("is older than ledger entry 4"));
}

TEST_CASE("a dry run shows row by row what accepting would load, and loads nothing") {
  CsvShop shop("T1,DAY,10\nT2,DAY,20\nTotal,,30\n");
  REQUIRE(shop.fetch().exit_code == 0);
  shop.now_sends("T1,DAY,10\nT2,DAY,25\nT3,DAY,5\nTotal,,41\n");
  REQUIRE(shop.fetch().exit_code == 6);
  const ProgramResult dry = shop.folder.run("nightporter accept 2 --dry-run");
  INFO(dry.output);
  CHECK_THAT(dry.output, Contains("change   row    column  there now  to be loaded\n") &&
                             Contains("updated  No T2  Net            20            25\n") && Contains("new      No T3") &&
                             !Contains("No T1"));
  CHECK(shop.folder.query_one("SELECT group_concat(no || '=' || net) FROM fact_shop_orders") == "T1=10,T2=20");
}

TEST_CASE("what is structural cannot be accepted, and it is said so") {
  CsvShop shop("T1,DAY,many\nTotal,,10\n");
  CHECK(shop.fetch().exit_code == 6);
  const ProgramResult untypable = shop.folder.run("nightporter accept 1 --reason please");
  INFO(untypable.output);
  CHECK(untypable.exit_code == 6);
  CHECK_THAT(untypable.output, Contains("cannot be accepted") && Contains("structure") && Contains("\"many\""));
  CHECK(shop.folder.query_one("SELECT count(*) FROM gate_acceptance") == "0");
  CHECK(shop.folder.run("nightporter accept 9 --reason please").exit_code == 2);
}

TEST_CASE("a suspicious empty report is told from one that says itself that there is nothing") {
  CsvShop shop("");
  CHECK(shop.fetch().exit_code == 6);
  CHECK_THAT(shop.folder.run("nightporter ledger --json").output, Contains(R"("outcome":"empty_suspicious")"));
  std::string recipe = CsvShop::recipe();
  recipe.insert(recipe.find("    load:"), "    checks: [ { rows: { at_least: 1, empty_when_file_shows: No orders } } ]\n");
  shop.folder.add_recipe("shop", recipe);
  shop.now_sends("No orders on DAY\n");
  const ProgramResult said = shop.fetch();
  INFO(said.output);
  CHECK(said.exit_code == 0);
  CHECK_THAT(shop.folder.run("nightporter ledger --json").output, Contains(R"("outcome":"zero_sales_confirmed")"));
}

}  // namespace
}  // namespace nightporter
