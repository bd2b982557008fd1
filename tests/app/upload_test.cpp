#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <map>

#include "model/calendar_date.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/google/google_services.h"
#include "tests/backoffice/http_server.h"

namespace nightporter {
namespace {

using backoffice::GoogleFault;
using backoffice::HttpExchange;
using backoffice::HttpResponse;
using backoffice::HttpServer;
using test::ProgramFolder;
using test::ProgramResult;

constexpr const char* kSheet = "1AbCdEf";

std::string days_ago(int days) {
  return (model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())) - std::chrono::days(days)).to_iso();
}

/// A shop without a login whose one report has the rows that the test says, and a spreadsheet that they go to.
struct Rig {
  HttpServer shop;
  backoffice::GoogleServices google;
  ProgramFolder folder;
  std::map<std::string, std::vector<std::string>> days;  // of the shop's thread

  Rig() {
    shop.handle("GET", "/home", HttpResponse::html("<!doctype html><title>Home</title><nav id=menu>Menu</nav>"));
    shop.handle("GET", "/sales", [this](HttpExchange& exchange) -> awaitable<void> {
      const std::string day = exchange.request().query.value("d");
      std::string text = "No,Name,Day\n";
      for (const std::string& row : days[day]) text += row + "," + day + "\n";
      co_await exchange.respond(HttpResponse::attachment("text/csv", "x.csv", text));
    });
    folder.add_recipe("shop", R"(
site: shop
name: Shop
time_zone: UTC
origins: [ https://shop.example ]
session:
  probe: { goto: https://shop.example/home, signed_in: 'css=#menu', signed_out: 'css=input[name=password]' }
  sign_in: [ { goto: 'https://shop.example/login' } ]
reports:
  sales:
    file_title: Sales
    period: { at_most: 1 day }
    steps: [ { fetch: { get: 'https://shop.example/sales?d={{ from | yyyy-MM-dd }}', save_as: csv } } ]
    table:
      columns:
        No: { name: no, type: text, key: true }
        Name: { name: name, type: text }
        Day: { name: day, type: date, format: yyyy-MM-dd, required: true, period: true }
    load: { staging: stg_shop_sales, fact: fact_shop_sales }
)");
    folder.send_origin("shop", "https://shop.example", shop.url(""));
    google.add_spreadsheet(kSheet);
    folder.set_environment("GOOGLE_KEY", google.key_file());
    folder.configure(
        "destinations: { rewards: { google_sheet: 'https://docs.google.com/spreadsheets/d/1AbCdEf/edit#gid=0', credentials: "
        "'env:GOOGLE_KEY', server: '" +
        google.server() + "' }, books: { sqlite: books.sqlite }, files: { csv: exports }, excel: { excel: exports } }");
  }

  void add_store(const std::string& code, const std::string& upload) {
    folder.add_store_without_secrets("shop", {.shop = {.code = code, .name = code}}, ", upload: [ " + upload + " ]");
  }

  /// `count` rows from `first` on, on that day.
  void sell(const std::string& day, int first, int count, const std::string& name = "Ana") {
    shop.run_on_thread([&] {
      days[day].clear();
      for (int number = first; number < first + count; ++number) days[day].push_back(std::to_string(number) + "," + name);
    });
  }

  ProgramResult download(const std::string& day) { return folder.run("nightporter download --from " + day + " --to " + day); }

  std::vector<std::vector<std::string>> sheet(const std::string& tab = "Sales") {
    std::vector<std::vector<std::string>> rows;
    google.edit(kSheet, [&](backoffice::Spreadsheet& sheet) {
      const backoffice::SheetGrid* grid = sheet.tab(tab);
      for (std::int64_t row = 1; grid != nullptr && row <= static_cast<std::int64_t>(grid->cells.size()); ++row)
        rows.push_back(grid->shown_row(row));
    });
    return rows;
  }
};

TEST_CASE("runs over different days fill one sheet, which is never cleared") {
  Rig rig;
  rig.add_store("s1", "{ report: sales, to: rewards }");
  rig.sell(days_ago(3), 100, 23);
  const ProgramResult first = rig.download(days_ago(3));
  INFO(first.output);
  CHECK(first.exit_code == 0);
  CHECK_THAT(first.output, Catch::Contains("shop/s1 sales → rewards Sales  ✓ 23 new"));
  CHECK(rig.sheet().size() == 24);
  CHECK(rig.sheet()[0] == std::vector<std::string>{"No", "Name", "Day"});

  rig.sell(days_ago(2), 200, 10);
  CHECK(rig.download(days_ago(2)).exit_code == 0);
  CHECK_THAT(rig.download(days_ago(3)).output, Catch::Contains("✓ unchanged"));
  CHECK(rig.sheet().size() == 34);

  rig.sell(days_ago(3), 100, 25);
  rig.shop.run_on_thread([&] { rig.days[days_ago(3)][1] = "101,Budi"; });
  const ProgramResult corrected = rig.download(days_ago(3));
  CHECK_THAT(corrected.output, Catch::Contains("✓ 2 new 1 updated"));
  const auto rows = rig.sheet();
  REQUIRE(rows.size() == 36);
  CHECK(rows[2][0] + " " + rows[2][1] == "101 Budi");
  CHECK(rows[35][0] == "124");
  CHECK(rig.google.forbidden_calls() == 0);
}

TEST_CASE("an upload that failed is done again by the next run, and nothing is fetched for it") {
  Rig rig;
  rig.add_store("s1", "{ report: sales, to: rewards, as: Penjualan }");
  rig.sell(days_ago(1), 100, 3);
  rig.google.inject(GoogleFault::kNotShared, "GET", "includeGridData");
  const ProgramResult first = rig.folder.run("nightporter run");
  INFO(first.output);
  CHECK(first.exit_code == 7);
  CHECK_THAT(first.output, Catch::Contains("The caller does not have permission") && Catch::Contains("share the spreadsheet with porter@"));
  CHECK(rig.sheet("Penjualan").empty());

  rig.shop.forget_requests();
  const ProgramResult second = rig.folder.run("nightporter run");
  INFO(second.output);
  CHECK(second.exit_code == 0);
  CHECK(rig.shop.requests().empty());
  CHECK(rig.sheet("Penjualan").size() == 4);
  CHECK(rig.folder.query_one("SELECT count(*) FROM upload_ledger WHERE destination = 'google_sheet:1AbCdEf/Penjualan'") == "3");
  CHECK(rig.folder.files_with("PRIVATE KEY").empty());
}

TEST_CASE("upload shows the difference row by row, and writes again what is missing") {
  Rig rig;
  rig.add_store("s1", "{ report: sales, to: rewards }");
  rig.sell(days_ago(1), 100, 3);
  CHECK(rig.download(days_ago(1)).exit_code == 0);
  rig.google.edit(kSheet, [](backoffice::Spreadsheet& sheet) {
    auto& cells = sheet.tab("Sales")->cells;
    cells.erase(cells.begin() + 1);
    cells[1][1] = std::string("Wrong");
  });
  CHECK_THAT(rig.folder.run("nightporter run").output, Catch::Contains("✓ unchanged"));  // nothing new is loaded

  const ProgramResult shown = rig.folder.run("nightporter upload --dry-run --json");
  INFO(shown.output);
  CHECK(shown.exit_code == 0);
  CHECK_THAT(shown.output, Catch::Contains(R"("change": "new")") || Catch::Contains(R"("change":"new")"));
  CHECK_THAT(shown.output, Catch::Contains("No 100") && Catch::Contains("No 101") && Catch::Contains("Wrong"));
  CHECK(rig.sheet().size() == 3);

  const ProgramResult done = rig.folder.run("nightporter upload");
  INFO(done.output);
  CHECK(done.exit_code == 0);
  CHECK(rig.sheet().size() == 4);
  CHECK(rig.sheet()[1][1] == "Ana");
  CHECK_THAT(rig.folder.run("nightporter upload --dry-run").output, Catch::Contains("Nothing to upload"));
}

TEST_CASE("stores share a sheet, a table and files by a column with their code, and one Singer stream") {
  Rig rig;
  const std::string upload =
      "{ report: sales, to: rewards, store_column: Store }, { report: sales, to: books, as: sales, store_column: Store }, "
      "{ report: sales, to: files, store_column: Store }, { report: sales, to: excel, store_column: Store }";
  rig.add_store("s1", upload);
  rig.add_store("s2", upload);
  rig.sell(days_ago(1), 100, 2);
  const ProgramResult result = rig.download(days_ago(1));
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.output, Catch::Contains("shop/s1,s2 sales → rewards Sales  ✓ 4 new"));
  REQUIRE(rig.sheet().size() == 5);
  CHECK(rig.sheet()[0] == std::vector<std::string>{"Store", "No", "Name", "Day"});
  CHECK(rig.sheet()[3][0] == "s2");
  CHECK(rig.folder.files("exports") == std::vector<std::string>{"Sales.csv", "Sales.xlsx"});
  CHECK(std::filesystem::exists(rig.folder / "books.sqlite"));

  const ProgramResult singer = rig.folder.run("nightporter export --singer");
  CHECK(singer.exit_code == 0);
  CHECK_THAT(singer.output, Catch::StartsWith(R"({"type":"SCHEMA","stream":"fact_shop_sales")") &&
                                Catch::Contains(R"("key_properties":["store","no"])") &&
                                Catch::Contains(R"({"store":"s2","no":"101","name":"Ana","day":")") &&
                                Catch::EndsWith("{\"type\":\"STATE\",\"value\":{}}\n"));
}

TEST_CASE("an interrupt ends an upload that waits for Google, and gives the place free for the next one") {
  Rig rig;
  rig.add_store("s1", "{ report: sales, to: rewards }");
  rig.sell(days_ago(1), 100, 3);
  rig.google.inject(GoogleFault::kNotShared, "GET", "includeGridData");
  CHECK(rig.download(days_ago(1)).exit_code == 7);
  rig.google.http().forget_requests();
  rig.google.inject(GoogleFault::kHeld, "GET", "includeGridData");
  const auto program = rig.folder.start("nightporter upload");
  rig.google.http().wait_for_request("GET", "/v4/*");
  program->signal(SIGINT);
  const auto end = program->wait(std::chrono::seconds(30));
  INFO(program->output());
  REQUIRE(end);
  CHECK(end->exit_code == 130);
  const ProgramResult next = rig.folder.run("nightporter upload");
  INFO(next.output);
  CHECK(next.exit_code == 0);
  CHECK(rig.sheet().size() == 4);
}

TEST_CASE("mistakes in uploads are found by config check") {
  Rig rig;
  rig.add_store("s1", "{ report: sale, to: rewards }");
  const ProgramResult result = rig.folder.run("nightporter config check");
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.output, Catch::Contains("has no report \"sale\""));
}

TEST_CASE("the store's code cannot stand under a header that the rows have already") {
  Rig rig;
  rig.add_store("s1", "{ report: sales, to: rewards, store_column: name }");
  const ProgramResult result = rig.folder.run("nightporter config check");
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.output, Catch::Contains("store_column: the rows of sales have a column \"name\" already") &&
                                Catch::Contains("Choose another header for the store's code"));
}

}  // namespace
}  // namespace nightporter
