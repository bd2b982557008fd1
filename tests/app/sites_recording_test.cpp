#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/app/program_run.h"
#include "tests/backoffice/demo_back_office.h"

namespace nightporter {
namespace {

using Catch::Contains;
using test::ProgramFolder;
using test::ProgramResult;

std::string recording() {
  return test::read_file(std::filesystem::path(NIGHTPORTER_SOURCE_DIR) / "tests/sites/recording/every_step.json");
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

TEST_CASE("sites import makes a recipe of a recording, and no password in it reaches the disk") {
  ProgramFolder folder;
  write(folder / "orders.json", recording());
  const ProgramResult made = folder.run("nightporter sites import orders.json --site shop --day 2025-11-12 --output shop.yaml");
  INFO(made.output);
  REQUIRE(made.exit_code == 0);
  CHECK_THAT(made.output, Contains("orders.json: step 27: click: it happens in a frame inside of a frame"));
  CHECK_THAT(made.output, Contains("nightporter download --crm shop") && !Contains("CANARY"));
  CHECK(folder.files_with("CANARY") == std::vector<std::string>{(folder / "orders.json").string()});
  CHECK_THAT(test::read_file(folder / "shop.yaml"), Contains("{{ from | dd/MM/yyyy }}"));
  CHECK(folder.run("nightporter sites check shop.yaml").exit_code == 0);

  const ProgramResult again = folder.run("nightporter sites import orders.json --output shop.yaml");
  CHECK(again.exit_code == 2);
  CHECK_THAT(again.output, Contains("shop.yaml is there already"));
}

TEST_CASE("sites import without --output prints the recipe, named after the site's address") {
  ProgramFolder folder;
  write(folder / "orders.json", recording());
  const ProgramResult made = folder.run("nightporter sites import orders.json");
  INFO(made.output);
  CHECK(made.exit_code == 0);
  CHECK_THAT(made.output, Contains("\nsite: shop\n"));
}

TEST_CASE("sites import says what is wrong with a file that is no recording") {
  ProgramFolder folder;
  write(folder / "a.json", R"({"title":"t","steps":[{"type":"dance"}]})");
  const ProgramResult wrong = folder.run("nightporter sites import a.json");
  CHECK(wrong.exit_code == 2);
  CHECK_THAT(wrong.output, Contains("a.json: Step 1: type dance is not supported"));
  CHECK(folder.run("nightporter sites import missing.json").exit_code == 2);
  write(folder / "b.json", R"({"title":"t","steps":[{"type":"navigate","url":"https://a.example"}]})");
  const ProgramResult bad_name = folder.run("nightporter sites import b.json --site Bad_Name");
  CHECK(bad_name.exit_code == 3);
  CHECK_THAT(bad_name.output, Contains("a short code of small letters and digits"));
}

TEST_CASE("sites export writes a recording that sites import takes back") {
  const backoffice::DemoBackOffice office;
  ProgramFolder folder;
  folder.send_origin("demo", "https://lantern.example", office.origin());
  folder.add_store("demo", backoffice::demo_logins()[0]);
  const ProgramResult out = folder.run("nightporter sites export demo/orders --recorder --day 2025-11-12 -o orders.json");
  INFO(out.output);
  REQUIRE(out.exit_code == 0);
  CHECK_THAT(test::read_file(folder / "orders.json"), Contains("2025-11-12") && Contains("{{ secret.password }}"));
  const ProgramResult back = folder.run("nightporter sites import orders.json --site lantern --day 2025-11-12 -o lantern.yaml");
  INFO(back.output);
  CHECK(back.exit_code == 0);
  CHECK_THAT(test::read_file(folder / "lantern.yaml"), Contains("{{ to | yyyy-MM-dd }}") && Contains("type: xlsx"));
  CHECK(folder.run("nightporter sites export demo/sales --recorder").exit_code == 2);
  CHECK(folder.run("nightporter sites export demo --recorder").exit_code == 2);
}

}  // namespace
}  // namespace nightporter
