#include <catch2/catch.hpp>
#include <chrono>

#include "model/calendar_date.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/http_server.h"

namespace nightporter {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using backoffice::HttpServer;
using Catch::Matchers::Contains;
using test::ProgramFolder;
using test::ProgramResult;

const std::string kRecipe = R"(
site: shop
name: Shop
time_zone: UTC
origins: [ https://shop.example ]
session:
  probe: { goto: https://shop.example/home, signed_in: 'css=#menu', signed_out: 'css=input[name=password]' }
  sign_in: [ { goto: 'https://shop.example/login' } ]
reports:
  orders:
    file_title: Orders
    period: { at_most: 31 days }
    steps:
      - fetch: { get: 'https://shop.example/orders?d={{ from | yyyy-MM-dd }}', save_as: csv }
    table:
      columns:
        No: { name: no, type: text, key: true }
        Day: { name: day, type: date, format: yyyy-MM-dd, period: true }
        Net: { name: net, type: decimal }
      totals_row: { where: { No: Total }, check: [net] }
    load: { staging: stg_shop_orders, fact: fact_shop_orders }
)";

std::string yesterday() {
  return (model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())) - std::chrono::days(1)).to_iso();
}

/// A shop without login, whose report is what `rows` says ("DAY" stands for the day), below its headers.
struct Shop {
  HttpServer server;
  ProgramFolder folder;
  std::string rows;

  explicit Shop(std::string first_rows) : rows(std::move(first_rows)) {
    server.handle("GET", "/home", HttpResponse::html("<!doctype html><title>Home</title><nav id=menu>Menu</nav>"));
    server.handle("GET", "/orders", [this](HttpExchange& exchange) -> awaitable<void> {
      std::string text = "No,Day,Net\n" + rows;
      for (std::size_t at = text.find("DAY"); at != std::string::npos; at = text.find("DAY", at))
        text.replace(at, 3, exchange.request().query.value("d"));
      co_await exchange.respond(HttpResponse::attachment("text/csv", "orders.csv", text));
    });
    folder.send_origin("shop", "https://shop.example", server.url(""));
    folder.add_store_without_secrets("shop", {.shop = {.code = "s1", .name = "One"}});
    folder.add_recipe("shop", kRecipe);
  }

  void now_sends(const std::string& other) {
    server.run_on_thread([&] { rows = other; });
  }
  ProgramResult fetch() { return folder.run("nightporter download --crm shop --store s1 --from " + yesterday() + " --to " + yesterday()); }
};

const std::string kWrongTotal = "T1,DAY,10\nT2,DAY,20\nTotal,,31\n";

TEST_CASE("a file that a gate refused is loaded on a person's word, and the ledger keeps who and why") {
  Shop shop(kWrongTotal);
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
  Shop shop(kWrongTotal);
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
  Shop shop("T1,DAY,10\nT2,DAY,20\nTotal,,30\n");
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
  Shop shop("T1,DAY,many\nTotal,,10\n");
  CHECK(shop.fetch().exit_code == 6);
  const ProgramResult untypable = shop.folder.run("nightporter accept 1 --reason please");
  INFO(untypable.output);
  CHECK(untypable.exit_code == 6);
  CHECK_THAT(untypable.output, Contains("cannot be accepted") && Contains("structure") && Contains("\"many\""));
  CHECK(shop.folder.query_one("SELECT count(*) FROM gate_acceptance") == "0");
  CHECK(shop.folder.run("nightporter accept 9 --reason please").exit_code == 2);
}

TEST_CASE("a suspicious empty report is told from one that says itself that there is nothing") {
  Shop shop("");
  CHECK(shop.fetch().exit_code == 6);
  CHECK_THAT(shop.folder.run("nightporter ledger --json").output, Contains(R"("outcome":"empty_suspicious")"));
  std::string recipe = kRecipe;
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
