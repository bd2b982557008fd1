#include <catch2/catch.hpp>

#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/support/postgres_server.h"

namespace nightporter {
namespace {

constexpr const char* kOneDay = "crm_download download --crm td --store a817 --from 2025-11-12 --to 2025-11-12";

TEST_CASE("with PostgreSQL configured all that is remembered is there, and nothing in a file") {
  test::PostgresServer server;
  server.make_schema("books");
  backoffice::TumbleDrySite tumbledry;
  test::ProgramFolder folder;
  folder.send_origin("td", "https://subs.quickdrycleaning.com", tumbledry.subs_origin());
  folder.send_origin("td", "https://reports.quickdrycleaning.com", tumbledry.reports_origin());
  for (const auto& login : backoffice::tumbledry_logins()) folder.add_store("td", login);
  folder.configure("database: { url: env:BOOKS }");
  folder.set_environment("BOOKS", server.address("books"));

  const test::ProgramResult first = folder.run(kOneDay);
  INFO(first.output);
  REQUIRE(first.exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(folder / "data/nightporter.sqlite"));
  CHECK(server.query("books", "SELECT crm, store, from_date, status FROM ingest_audit") == "td|a817|2025-11-12|loaded");
  const std::string facts = server.query("books", "SELECT COUNT(*) FROM fact_td_orders WHERE store = 'a817'");
  CHECK(std::stoi(facts) > 0);
  CHECK(server.query("books", "SELECT inserted_rows FROM download_ledger") == facts);
  CHECK(server.query("books", "SELECT COUNT(*) > 0 FROM storage_state WHERE length(sealed) > 100") == "t");

  server.stop();
  const test::ProgramResult without = folder.run(kOneDay);
  CHECK(without.exit_code != 0);
  CHECK_THAT(without.output, Catch::Contains("cannot use the database"));
  server.start();

  const test::ProgramResult second = folder.run(kOneDay);
  INFO(second.output);
  CHECK(second.exit_code == 0);
  CHECK(server.query("books", "SELECT status FROM ingest_audit ORDER BY id") == "loaded\nunchanged");
  CHECK_THAT(folder.run("nightporter ledger").output, Catch::Contains("td/a817"));
  CHECK_THAT(folder.run("nightporter sessions list").output, Catch::Contains("td/a817"));
  CHECK_THAT(folder.run("nightporter doctor --quick").output, Catch::Contains("postgresql://nightporter@"));
}

}  // namespace
}  // namespace nightporter
