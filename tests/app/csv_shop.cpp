#include "tests/app/csv_shop.h"

#include <chrono>

#include "model/calendar_date.h"

namespace nightporter::test {

using backoffice::HttpExchange;
using backoffice::HttpResponse;

namespace {

constexpr const char* kRecipe = R"(
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

}  // namespace

std::string yesterday() {
  return (model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())) - std::chrono::days(1)).to_iso();
}

std::string CsvShop::recipe() {
  return kRecipe;
}

CsvShop::CsvShop(std::string rows) : rows_(std::move(rows)) {
  server_.handle("GET", "/home", HttpResponse::html("<!doctype html><title>Home</title><nav id=menu>Menu</nav>"));
  server_.handle("GET", "/orders", [this](HttpExchange& exchange) -> awaitable<void> {
    std::string text = "No,Day,Net\n" + rows_;
    for (std::size_t at = text.find("DAY"); at != std::string::npos; at = text.find("DAY", at))
      text.replace(at, 3, exchange.request().query.value("d"));
    co_await exchange.respond(HttpResponse::attachment("text/csv", "orders.csv", text));
  });
  folder.send_origin("shop", "https://shop.example", server_.url(""));
  folder.add_store_without_secrets("shop", {.shop = {.code = "s1", .name = "One"}});
  folder.add_recipe("shop", kRecipe);
}

void CsvShop::now_sends(const std::string& rows) {
  server_.run_on_thread([&] { rows_ = rows; });
}

ProgramResult CsvShop::fetch(const std::string& more) {
  return folder.run("nightporter download --crm shop --store s1 --from " + yesterday() + " --to " + yesterday() +
                    (more.empty() ? "" : " " + more));
}

}  // namespace nightporter::test
