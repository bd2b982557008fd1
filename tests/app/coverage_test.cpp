#include <catch2/catch.hpp>
#include <chrono>
#include <set>

#include "model/calendar_date.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/http_server.h"

namespace nightporter {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using Catch::Matchers::Contains;

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
    period: { at_most: 1 day }
    steps:
      - fetch: { get: 'https://shop.example/orders?d={{ from | yyyy-MM-dd }}', save_as: csv }
    table:
      columns:
        No: { name: no, type: text, key: true }
        Day: { name: day, type: date, format: yyyy-MM-dd, period: true }
    load: { staging: stg_shop_orders, fact: fact_shop_orders }
)";

std::string days_ago(int days) {
  return (model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())) - std::chrono::days(days)).to_iso();
}

/// A shop without login that remembers for which days it was asked.
struct Shop {
  backoffice::HttpServer server;
  test::ProgramFolder folder;
  std::multiset<std::string> asked;
  std::string broken_day;

  Shop() {
    server.handle("GET", "/home", HttpResponse::html("<!doctype html><title>Home</title><nav id=menu>Menu</nav>"));
    server.handle("GET", "/orders", [this](HttpExchange& exchange) -> awaitable<void> {
      const std::string day = exchange.request().query.value("d");
      asked.insert(day);
      const std::string other = day == broken_day ? "2001-01-01" : day;
      co_await exchange.respond(HttpResponse::attachment("text/csv", "orders.csv", "No,Day\nT-" + day + "," + other + "\n"));
    });
    folder.send_origin("shop", "https://shop.example", server.url(""));
    folder.add_store_without_secrets("shop", {.shop = {.code = "s1", .name = "One"}});
    folder.add_recipe("shop", kRecipe);
  }

  std::multiset<std::string> take_asked() {
    std::multiset<std::string> taken;
    server.run_on_thread([&] { taken = std::exchange(asked, {}); });
    return taken;
  }
};

TEST_CASE("backfill fetches the days that are missing, newest first, and never those that are here") {
  Shop shop;
  REQUIRE(shop.folder.run("nightporter download --crm shop --from " + days_ago(3) + " --to " + days_ago(3)).exit_code == 0);
  shop.take_asked();

  const std::string period = " --from " + days_ago(5) + " --to " + days_ago(2);
  const auto plan = shop.folder.run("nightporter backfill --dry-run --json" + period);
  INFO(plan.output);
  CHECK(plan.exit_code == 0);
  CHECK_THAT(plan.output, Contains(days_ago(5)) && Contains(days_ago(4)) && Contains(days_ago(2)) && Contains("missing"));
  CHECK_THAT(plan.output, !Contains(days_ago(3)));
  CHECK(shop.take_asked().empty());

  const auto first = shop.folder.run("nightporter backfill --limit 2" + period);
  INFO(first.output);
  CHECK(first.exit_code == 0);
  CHECK(shop.take_asked() == std::multiset<std::string>{days_ago(2), days_ago(4)});
  CHECK(shop.folder.run("nightporter backfill" + period).exit_code == 0);
  CHECK(shop.take_asked() == std::multiset<std::string>{days_ago(5)});
  const auto nothing = shop.folder.run("nightporter backfill --dry-run" + period);
  CHECK_THAT(nothing.output, Contains("Nothing to fetch: all of these days are loaded."));
  CHECK(shop.folder.query_one("SELECT count(*) FROM fact_shop_orders") == "4");
}

TEST_CASE("coverage tells of every day what is known of it") {
  Shop shop;
  shop.broken_day = days_ago(2);
  const std::string period = " --from " + days_ago(3) + " --to " + days_ago(1);
  CHECK_THAT(shop.folder.run("nightporter coverage --json" + period).output, !Contains("\"loaded\"") && Contains("\"missing\""));
  CHECK(shop.folder.run("nightporter download --crm shop --from " + days_ago(2) + " --to " + days_ago(1)).exit_code == 7);

  const auto json = shop.folder.run("nightporter coverage --json" + period);
  INFO(json.output);
  CHECK(json.exit_code == 0);
  const auto at = [&](const std::string& text) { return json.output.find(text); };
  CHECK(at("\"missing\"") < at("\"suspicious\""));
  CHECK(at("\"suspicious\"") < at("\"loaded\""));
  CHECK(at("\"loaded\"") != std::string::npos);

  const auto drawn = shop.folder.run("nightporter coverage" + period);
  INFO(drawn.output);
  CHECK_THAT(drawn.output, Contains("shop/s1  orders   1 of 3 days") && Contains(days_ago(2) + "  suspicious  ") &&
                               Contains("nightporter backfill --from DAY --to DAY` fetches what is missing"));
}

TEST_CASE("what a dry run shows is not fetched, and nothing is made for it") {
  Shop shop;
  const auto due = shop.folder.run("nightporter run --dry-run");
  INFO(due.output);
  CHECK(due.exit_code == 0);
  CHECK_THAT(due.output, Contains(days_ago(1)) && Contains("missing"));
  const auto asked = shop.folder.run("nightporter download --dry-run --crm shop --from -2d --to yesterday");
  CHECK_THAT(asked.output, Contains(days_ago(2)) && Contains("asked for"));
  CHECK(shop.take_asked().empty());
  CHECK_FALSE(std::filesystem::exists(shop.folder / "data"));
  CHECK_FALSE(std::filesystem::exists(shop.folder / "downloads"));
  const auto wrong = shop.folder.run("nightporter backfill --from today --to yesterday");
  CHECK(wrong.exit_code == 2);
  CHECK(shop.folder.run("nightporter backfill --from -3d").exit_code == 2);
}

}  // namespace
}  // namespace nightporter
