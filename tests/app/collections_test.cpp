#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "engine/process/temp_directory.h"
#include "model/calendar_date.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/http_server.h"

namespace nightporter {
namespace {

using backoffice::HttpExchange;
using backoffice::HttpResponse;
using backoffice::HttpServer;
using test::ProgramFolder;
using test::ProgramResult;

const std::string kTable = R"(
    table:
      columns:
        No: { name: no, type: text, key: true }
        Day: { name: day, type: date, format: yyyy-MM-dd, required: true, period: true }
    checks: [ { rows: { empty_when_page_shows: 'text=No records found' } } ]
)";

std::string recipe(const std::string& name, const std::string& steps) {
  return "site: shop\nname: Shop\ntime_zone: UTC\norigins: [ https://shop.example ]\nsession:\n  probe: { goto: https://shop.example/home, "
         "signed_in: 'css=#menu', signed_out: 'css=input[name=password]' }\n  sign_in: [ { goto: 'https://shop.example/login' } "
         "]\nreports:\n  " +
         name + ":\n    file_title: " + name + "\n    period: { at_most: 31 days }\n    steps:\n" + steps + kTable +
         "    load: { staging: stg_shop_" + name + ", fact: fact_shop_" + name + " }\n";
}

std::string days_ago(int days) {
  return (model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())) - std::chrono::days(days)).to_iso();
}

HttpResponse csv(const std::string& header, const std::string& no, const std::string& day) {
  return HttpResponse::attachment("text/csv", "x.csv", header + "\n" + no + "," + day + "\n");
}

/// A shop whose pages need no login.
struct Shop {
  HttpServer server;
  ProgramFolder folder;

  Shop() {
    server.handle("GET", "/home", HttpResponse::html("<!doctype html><title>Home</title><nav id=menu>Menu</nav>"));
    folder.send_origin("shop", "https://shop.example", server.url(""));
    folder.add_store_without_secrets("shop", {.shop = {.code = "s1", .name = "One"}});
  }
};

TEST_CASE("a period of several files stays open until all of them are loaded") {
  Shop shop;
  shop.folder.add_recipe("shop", recipe("parts", R"(
      - fetch: { get: 'https://shop.example/part?n=1&d={{ from | yyyy-MM-dd }}', save_as: csv }
      - fetch: { get: 'https://shop.example/part?n=2&d={{ from | yyyy-MM-dd }}', save_as: csv })"));
  bool broken = true;
  shop.server.handle("GET", "/part", [&broken](HttpExchange& exchange) -> awaitable<void> {
    const std::string part = exchange.request().query.value("n");
    co_await exchange.respond(csv(part == "2" && broken ? "No,Other" : "No,Day", part, exchange.request().query.value("d")));
  });

  const ProgramResult first = shop.folder.run("nightporter run");
  INFO(first.output);
  CHECK(first.exit_code == 5);
  CHECK(shop.folder.query("SELECT status FROM download_ledger ORDER BY id") == std::vector<std::string>{"loaded", "check_failed"});

  shop.server.run_on_thread([&broken] { broken = false; });
  const ProgramResult second = shop.folder.run("nightporter run");
  INFO(second.output);
  CHECK(second.exit_code == 0);
  CHECK(shop.folder.query_one("SELECT count(*) FROM fact_shop_parts") == "2");

  shop.server.forget_requests();
  CHECK(shop.folder.run("nightporter run").exit_code == 0);
  CHECK(shop.server.requests().empty());
}

TEST_CASE("a store with a profile of its own keeps its session there, also what no saved state holds") {
  Shop shop;
  const engine::TempDirectory profiles;  // which the user that Chrome runs as may enter
  shop.folder.configure("chrome: { profiles: " + (profiles.path() / "kept").string() + " }");
  shop.folder.add_store("shop",
                        {.shop = {.code = "s2", .name = "Two"}, .user_name = "u", .password = "p", .totp_secret = "JBSWY3DPEHPK3PXP"},
                        ", session: profile");
  shop.folder.add_recipe("shop", recipe("visits", R"(
      - goto: 'https://shop.example/visit'
      - wait_for: { visible: 'text=visit' }
      - fetch: { get: 'https://shop.example/part?d={{ from | yyyy-MM-dd }}', save_as: csv })"));
  // A key that cannot be exported: it is there again only in the same profile.
  shop.server.handle("GET", "/visit", HttpResponse::html(R"(<!doctype html><nav id=menu>Menu</nav><script>
    const request = indexedDB.open('keys', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('s');
    request.onsuccess = () => { const db = request.result; const get = db.transaction('s').objectStore('s').get(1);
      get.onsuccess = async () => { const known = get.result !== undefined;
        const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
        db.transaction('s', 'readwrite').objectStore('s').put(key, 1).transaction.oncomplete = async () => {
          await fetch('/seen?known=' + known); document.body.append(known ? 'next visit' : 'first visit'); } } };
  </script>)"));
  shop.server.handle("GET", "/seen", HttpResponse::text("ok"));
  shop.server.handle("GET", "/part", [](HttpExchange& exchange) -> awaitable<void> {
    const std::string day = exchange.request().query.value("d");
    co_await exchange.respond(csv("No,Day", day, day));
  });
  const std::string command = "nightporter download --crm shop --store s2 --from yesterday --to yesterday";
  for (const char* known : {"false", "true"}) {
    shop.server.forget_requests();
    const ProgramResult result = shop.folder.run(command);
    INFO(result.output);
    CHECK(result.exit_code == 0);
    CHECK(shop.server.wait_for_request("GET", "/seen").query.value("known") == known);
    CHECK_THAT(result.output, !Catch::Contains("CryptoKey"));
  }
  const ProgramResult other = shop.folder.run("nightporter download --crm shop --store s1 --from yesterday --to yesterday");
  CHECK_THAT(other.output, Catch::Contains("keeps a CryptoKey in its database keys") && Catch::Contains("session: profile"));
  const ProgramResult check = shop.folder.run("nightporter sessions check --crm shop --store s2");
  INFO(check.output);
  CHECK(check.exit_code == 0);
  CHECK(shop.folder.processes_left().empty());
}

TEST_CASE("a plain export is got by the program itself with the session's cookies, and the session that it renews is kept") {
  Shop shop;
  shop.folder.add_recipe("shop", recipe("plain", R"(
      - fetch: { get: 'https://shop.example/plain?d={{ from | yyyy-MM-dd }}', via: http, save_as: csv })"));
  int renewed = 0;
  shop.server.handle("GET", "/home", [](HttpExchange& exchange) -> awaitable<void> {
    HttpResponse home = HttpResponse::html("<!doctype html><title>Home</title><nav id=menu>Menu</nav>");
    if (!exchange.request().cookies.contains("sid")) home.set_cookie("sid", "s3cret-0", "Path=/; HttpOnly; Max-Age=86400");
    co_await exchange.respond(std::move(home));
  });
  shop.server.handle("GET", "/plain", [&renewed](HttpExchange& exchange) -> awaitable<void> {
    if (exchange.request().cookies.value("sid") != "s3cret-" + std::to_string(renewed))
      co_return co_await exchange.respond(HttpResponse::json("{}", 401));
    const std::string day = exchange.request().query.value("d");
    HttpResponse file = csv("No,Day", day, day);
    file.set_cookie("sid", "s3cret-" + std::to_string(++renewed), "Path=/; HttpOnly; Max-Age=86400");
    co_await exchange.respond(std::move(file));
  });
  for (const int day : {3, 2}) {
    const std::string date = days_ago(day);
    const ProgramResult result = shop.folder.run("nightporter download --crm shop --store s1 --from " + date + " --to " + date +
                                                 " --trace on --log-wire wire.log --verbose");
    INFO(result.output);
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.output, !Catch::Contains("s3cret"));
  }
  CHECK(renewed == 2);
  CHECK(shop.folder.query("SELECT day FROM fact_shop_plain ORDER BY day") == std::vector<std::string>{days_ago(3), days_ago(2)});
  CHECK(shop.folder.files_with("s3cret-").empty());
  const auto in_har = [](const std::string& file) { return file.ends_with(".har"); };
  CHECK(std::ranges::count_if(shop.folder.files_with("/plain?d="), in_har) == 2);
  CHECK(shop.folder.processes_left().empty());
}

TEST_CASE("a day of which the site says that it is empty is entered and not asked for again; one of which it does not is") {
  Shop shop;
  shop.folder.add_recipe("shop", recipe("days", R"(
      - for_each:
          day_in: period
          steps:
            - goto: 'https://shop.example/day?d={{ day | yyyy-MM-dd }}'
            - if_visible: { element: 'text=Export', then: [ { expect_download: { by: { click: 'text=Export' }, type: csv } } ] })"));
  bool explained = false;
  shop.server.handle("GET", "/day", [&explained](HttpExchange& exchange) -> awaitable<void> {
    const std::string day = exchange.request().query.value("d");
    const bool is_empty = day == days_ago(2) || (day == days_ago(1) && explained);
    const std::string body = is_empty             ? "<p>No records found</p>"
                             : day == days_ago(1) ? "<p>Please wait</p>"
                                                  : "<a href='/export.csv?d=" + day + "' download>Export</a>";
    co_await exchange.respond(HttpResponse::html("<!doctype html><title>Day</title><nav id=menu>Menu</nav>" + body));
  });
  shop.server.handle("GET", "/export.csv", [](HttpExchange& exchange) -> awaitable<void> {
    const std::string day = exchange.request().query.value("d");
    co_await exchange.respond(csv("No,Day", day, day));
  });

  const ProgramResult first = shop.folder.run("nightporter download --crm shop --store s1 --from " + days_ago(3) + " --to yesterday");
  INFO(first.output);
  CHECK(first.exit_code == 6);
  CHECK_THAT(first.output, Catch::Contains("no file came for " + days_ago(1)) && Catch::Contains("empty_when_page_shows"));
  CHECK(shop.folder.query("SELECT from_date || ' ' || to_date || ' ' || status FROM download_ledger ORDER BY from_date") ==
        std::vector<std::string>{days_ago(3) + " " + days_ago(3) + " loaded", days_ago(2) + " " + days_ago(2) + " unchanged",
                                 days_ago(1) + " " + days_ago(1) + " failed"});
  CHECK(shop.folder.query_one("SELECT from_date FROM download_ledger WHERE empty_confirmed = 1") == days_ago(2));

  shop.server.run_on_thread([&explained] { explained = true; });
  shop.server.forget_requests();
  const ProgramResult second = shop.folder.run("nightporter run");
  INFO(second.output);
  CHECK(second.exit_code == 0);
  CHECK(shop.server.count_requests("GET", "/day") == 1);  // the day that was not explained

  shop.server.forget_requests();
  CHECK(shop.folder.run("nightporter run").exit_code == 0);
  CHECK(shop.server.requests().empty());
}

}  // namespace
}  // namespace nightporter
