#include <catch2/catch.hpp>

#include "engine/process/chrome_finder.h"
#include "tests/app/csv_shop.h"

namespace nightporter {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("a Chrome that does not start fails the run, which keeps no store to itself, and the next run does the work") {
  test::CsvShop shop("T1,DAY,10\nTotal,,10\n");
  const std::string chrome = engine::find_chrome(engine::WindowMode::kHeadlessShell).value().string();
  shop.folder.set_environment("NIGHTPORTER_CHROME", "/nowhere/chrome");
  const test::ProgramResult failed = shop.fetch();
  INFO(failed.output);
  CHECK(failed.exit_code == 1);
  CHECK_THAT(failed.output, Contains("Chrome cannot be started: /nowhere/chrome") && Contains("nightporter doctor"));
  CHECK(shop.folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
  CHECK(shop.folder.query_one("SELECT count(*) FROM download_ledger") == "0");
  shop.folder.set_environment("NIGHTPORTER_CHROME", chrome);
  CHECK(shop.fetch().exit_code == 0);
}

}  // namespace
}  // namespace nightporter
