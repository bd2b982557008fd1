// `block:` of a recipe, with the program itself.
#include <catch2/catch.hpp>
#include <chrono>

#include "engine/process/chrome_process.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/http_server.h"
#include "tests/support/run_async.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpResponse;
using test::ProgramResult;

const std::string kRecipe = R"(site: shop
name: Shop
time_zone: UTC
origins: [ https://shop.example ]
session:
  probe: { goto: https://shop.example/home, signed_in: 'css=#menu', signed_out: 'css=input[name=password]' }
  sign_in: []
reports:
  orders:
    file_title: Orders
    period: { at_most: 31 days }
    steps:
      - goto: { url: https://shop.example/report, until: networkidle }
      - expect_download: { by: { click: 'text=Export' }, type: csv }
    table: { columns: { No: { name: no, type: text, key: true } } }
    load: { staging: stg_shop_orders, fact: fact_shop_orders }
)";

/// A shop whose pages show their menu only when their picture has come, or has not.
struct Shop {
  backoffice::HttpServer server;
  test::ProgramFolder folder;

  Shop() {
    const std::string page =
        "<!doctype html><title>Shop</title><script>const show = () => document.body.insertAdjacentHTML('beforeend', '<nav "
        "id=menu>Menu</nav>')"
        "</script><img src=/logo.svg onload='show()' onerror='show()'>";
    server.handle("GET", "/home", HttpResponse::html(page));
    server.handle("GET", "/report", HttpResponse::html(page + "<link rel=stylesheet href=/s.css><a href=/export.csv download>Export</a>"));
    HttpResponse logo = HttpResponse::text("<svg xmlns='http://www.w3.org/2000/svg' width='7' height='7'/>");
    logo.headers = {{"Content-Type", "image/svg+xml"}, {"Cache-Control", "no-store"}};
    server.handle("GET", "/logo.svg", logo);
    server.handle("GET", "/s.css", HttpResponse::text(""));
    server.handle("GET", "/export.csv", HttpResponse::attachment("text/csv", "x.csv", "No\n1\n"));
    folder.send_origin("shop", "https://shop.example", server.url(""));
    folder.add_store_without_secrets("shop", {.shop = {.code = "s1", .name = "One"}});
  }
};

TEST_CASE("what a recipe blocks is never asked for in a run, and the file comes all the same") {
  for (const bool blocks : {false, true}) {
    Shop shop;
    shop.folder.add_recipe("shop", (blocks ? "block: [ image, font, media ]\n" : "") + kRecipe);
    const ProgramResult result = shop.folder.run("nightporter download --crm shop --store s1 --from yesterday --to yesterday");
    INFO(result.output);
    CHECK(result.exit_code == 0);
    CHECK(shop.folder.query_one("SELECT count(*) FROM fact_shop_orders") == "1");
    CHECK(shop.server.count_requests("GET", "/s.css") == 1);
    CHECK((shop.server.count_requests("GET", "/logo.svg") == 0) == blocks);
  }
}

TEST_CASE("a person who logs in sees the pictures that a recipe blocks") {
  Shop shop;
  shop.folder.add_recipe("shop", "block: [ image ]\n" + kRecipe);
  test::run_async([&]() -> awaitable<void> {
    const auto chrome = co_await engine::ChromeProcess::launch({}, Deadline::after(20s));
    const ProgramResult result = shop.folder.run("nightporter bootstrap --crm shop --store s1 --transport " + chrome->web_socket_url());
    INFO(result.output);
    CHECK(result.exit_code == 0);
    CHECK(shop.server.count_requests("GET", "/logo.svg") == 1);
    co_await chrome->close(Deadline::after(10s));
  });
}

}  // namespace
}  // namespace nightporter
