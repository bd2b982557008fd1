#include <catch2/catch.hpp>

#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"

namespace nightporter {
namespace {

using backoffice::BackOfficeState;
using backoffice::Fault;
using test::ProgramFolder;
using test::ProgramResult;

constexpr const char* kStepByStep = "nightporter download --crm td --store a817 --from 2025-11-12 --to 2025-11-12 --debug";

struct Laundry {
  backoffice::TumbleDrySite site;
  ProgramFolder folder;

  Laundry() {
    folder.send_origin("td", "https://subs.quickdrycleaning.com", site.subs_origin());
    folder.send_origin("td", "https://reports.quickdrycleaning.com", site.reports_origin());
    folder.add_store("td", backoffice::tumbledry_logins()[1]);
  }
};

TEST_CASE("with --debug a run asks before each step with the recipe's line, and a new selector mends one that failed") {
  Laundry laundry;
  laundry.site.change([](BackOfficeState& state) { state.faults.inject(Fault::kRenamedButton); });
  const ProgramResult result = laundry.folder.run(kStepByStep, "n\nwhat\nn\nc\ne\nrole=button[name=\"Download report\"]\n");
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.output, Catch::Contains("there is no display"));
  CHECK_THAT(result.output, Catch::Contains("tumbledry.yaml:21  - goto:") && Catch::Contains("framed in the page"));
  CHECK_THAT(result.output, Catch::Contains("\"what\" is none of these"));
  CHECK_THAT(result.output, Catch::Contains("no element matches") && Catch::Contains("[r]etry"));
  CHECK(std::stoi(laundry.folder.query_one("SELECT count(*) FROM fact_td_orders")) > 0);
}

TEST_CASE("a person who quits, or whose input ends, ends the run as Ctrl-C does") {
  const std::string input = GENERATE("n\nq\n", "n\n");
  CAPTURE(input);
  Laundry laundry;
  const ProgramResult result = laundry.folder.run(kStepByStep, input);
  INFO(result.output);
  CHECK(result.exit_code == 130);
  CHECK(laundry.folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
}

/// A person at the terminal of a run, who reads before typing.
struct Person {
  test::ChildProgram& program;
  std::size_t read = 0;

  void sees(const std::string& text) {
    const auto at = program.wait_for_output(text, read, std::chrono::seconds(60));
    INFO("waiting for: " << text << "\n" << program.output().substr(read));
    REQUIRE(at);
    read = *at;
  }
  void answers(const std::string& line) { program.type(line + "\n"); }
};

TEST_CASE("at a terminal a person goes step by step: next, edit, skip, retry, quit, and the shell has its terminal back") {
  Laundry laundry;
  laundry.site.change([](BackOfficeState& state) { state.faults.inject(Fault::kRenamedButton); });
  const auto program =
      laundry.folder.start_at_terminal(std::string(kStepByStep) + "; echo exit $?; read line; echo \"the shell reads $line\"");
  Person person{*program};
  const auto at_step = [&person](const std::string& step, const std::string& order) {
    person.sees("td/a817  " + step + "  ");
    person.sees("[q]uit > ");
    person.answers(order);
  };
  at_step("probe ", "n");
  at_step("sign_in 1", "next");
  at_step("sign_in 2", "e");
  person.sees("new selector (Enter keeps it): ");
  person.answers("css=form input[name=username]");
  for (const char* step : {"sign_in 3", "sign_in 4", "sign_in 5", "order_report 1", "order_report 2", "order_report 3", "order_report 4"})
    at_step(step, "");
  for (const char* step : {"order_report 5", "order_report 5.1"}) at_step(step, "n");
  at_step("order_report 6", "s");
  for (const char* step : {"order_report 7", "order_report 7.1"}) at_step(step, "n");
  for (const char* order : {"r", "q"}) {
    person.sees("no element matches");
    person.sees("[r]etry  [e]dit selector and retry  [s]kip  [f]ail  [q]uit > ");
    person.answers(order);
  }
  person.sees("exit 130");
  person.answers("again");
  person.sees("the shell reads again");
  REQUIRE(program->wait(std::chrono::seconds(10)));
  CHECK(laundry.folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
  CHECK(laundry.folder.processes_left().empty());
}

TEST_CASE("a step that is passed over is not done") {
  Laundry laundry;
  const ProgramResult result = laundry.folder.run(kStepByStep, "n\nn\ns\nn\nq\n");
  INFO(result.output);
  CHECK(result.exit_code == 130);
  for (const auto& request : laundry.site.server().requests()) CHECK_FALSE(request.form.contains("username"));
}

TEST_CASE("a selector that worked only as the second one is reported as drift: log, end of the run, list of runs") {
  Laundry laundry;
  laundry.folder.add_recipe("td", test::read_file(NIGHTPORTER_SOURCE_DIR "/sites/catalog/tumbledry.yaml"));
  std::string recipe = test::read_file(laundry.folder / "sites/td.yaml");
  const std::string first = "'label=From date'";
  REQUIRE(recipe.find(first) != std::string::npos);
  laundry.folder.add_recipe("td", recipe.replace(recipe.find(first), first.size(), "'label=Von Datum'"));
  const ProgramResult result = laundry.folder.run("nightporter download --crm td --store a817 --from 2025-11-12 --to 2025-11-12");
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  const auto drift = Catch::Contains("site drift: order_report step 3 `fill` worked only by its second selector css=#fromDate");
  CHECK_THAT(result.output, drift && Catch::Contains("a817  ! site drift"));
  CHECK_THAT(test::read_file(laundry.folder / "data/nightporter.log"), drift);
  CHECK_THAT(laundry.folder.run("nightporter runs").output, Catch::Contains("site drift in 1 step"));
  const ProgramResult listed = laundry.folder.run("nightporter download --crm td --store a817 --from 2025-11-11 --to 2025-11-12 --json");
  INFO(listed.output);
  CHECK_THAT(listed.output, Catch::Contains("\"drift\":\"site drift: order_report step 3 `fill` worked only by its second selector"));
}

}  // namespace
}  // namespace nightporter
