#include <catch2/catch.hpp>
#include <filesystem>

#include "sites/catalog.h"
#include "sites/recipe_file.h"
#include "sites/recording/from_flow.h"
#include "sites/recording/recipe_draft.h"
#include "sites/recording/to_flow.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::sites::recording {
namespace {

using Catch::Contains;

WrittenRecipe import(const Flow& flow, const char* recorded_on = "2025-11-12") {
  Recording recorded = recording_of(flow);
  const std::vector<model::Secret> secrets = recorded.secrets;
  DraftOptions options;
  options.site = "shop";
  options.report = "orders";
  options.time_zone = "Asia/Kolkata";
  options.source = "Made from a recording";
  options.recorded_on = model::CalendarDate::parse_iso(recorded_on);
  return write_recipe(draft_recipe(std::move(recorded), std::move(options)), secrets);
}

WrittenRecipe import_steps(const std::string& steps, const char* recorded_on = "2025-11-12") {
  return import(read_flow(R"({"title":"Shop","steps":[)" + steps + "]}"), recorded_on);
}

/// What `sites check` says, which should be nothing.
std::string problems_of(const WrittenRecipe& recipe) {
  std::string text;
  for (const Problem& problem : check_recipe(recipe.text, "shop.yaml")) text += problem.to_string() + "\n";
  return text;
}

Flow every_step() {
  return read_flow(nightporter::test::read_file(std::filesystem::path(NIGHTPORTER_SOURCE) / "tests/sites/recording/every_step.json"));
}

const std::string kOpen = R"({"type":"navigate","url":"https://shop.example/orders"},)";
const std::string kSubmit = R"({"type":"click","selectors":["text/Sign in"],"offsetX":0,"offsetY":0},)";
const std::string kExport = R"({"type":"click","selectors":["text/Export"],"offsetX":1,"offsetY":1})";

TEST_CASE("a recording with every step type becomes a recipe that is accepted, and nothing of it is dropped silently") {
  const WrittenRecipe recipe = import(every_step());
  INFO(recipe.text);
  CHECK(problems_of(recipe).empty());
  const Recipe read = parse_recipe(recipe.text, "shop.yaml");
  CHECK(read.session.sign_in.size() == 5);
  CHECK(read.session.sign_out.size() == 1);
  for (const char* line : {
           "- fill: { into: ['label=\"User name\"', 'css=#user', 'xpath=//*[@id=\"user\"]'], with: '{{ secret.username }}' }",
           "- press: Tab",
           "- fill: { into: ['label=\"Password\"', 'css=#pw'], with: '{{ secret.password }}' }",
           "- goto: https://shop.example/home",
           "- hover: ['role=menuitem[name=\"Reports\"s]', 'css=nav li:nth-of-type(2)']",
           "- click: { on: 'css=my-menu >> css=#orders', timeout: 20s }",
           "- wait_for: { url: https://shop.example/orders** }",
           "- evaluate: 'window.scrollTo({left: 0, top: 400})'",
           "frame: 'css=iframe, frame >> nth=1'",
           "- wait_for: { visible: 'css=#ready' }",
           "- wait_for: { gone: 'css=.loading' }",
           "- wait_for: { count: { of: 'css=tbody tr', at_least: 2 } }",
           "- wait_for: { expression: 'window.ready === true' }",
           "- fill: { into: 'label=\"From date\"', with: '{{ from | dd/MM/yyyy }}' }",
           "- fill: { into: 'css=#toDate', with: '{{ to | dd/MM/yyyy }}' }",
           "- select_option: { in: 'role=combobox[name=\"Status\"s]', value: paid }",
           "- press: Control+Enter",
           "- dblclick: 'text=Total'",
           "- click: { on: 'css=#menu', button: right }",
           "- goto: https://shop.example/popup",
           "- expect_download: { by: { click: ['text=\"Export to Excel\"', 'css=#export'] }, type: xlsx }",
           "# step 1: setViewport 1200 x 800",
           "# step 2: emulateNetworkConditions",
           "# step 15: waitForElement: a recipe does not look at properties",
           "# step 15: waitForElement: the attribute data-kind is not looked at",
           "# step 24: keyUp: there was no keyDown of that key before it",
           "# step 25: doubleClick: done with touch",
           "# step 26: click: the button was held for 800 ms",
           "# step 27: click: it happens in a frame inside of a frame",
           "# step 28: this happened in a window of its own",
           "# step 29: back in the first window",
           "# step 30: customStep theirOwn: it is none of nightporter's",
           "# step 32: close",
       })
    CHECK_THAT(recipe.text, Contains(line));
  // Each step of the recording is in the recipe or in a comment with its number.
  CHECK_THAT(recipe.warnings, Catch::VectorContains(std::string("step 32: close: nightporter closes its pages by itself")));
}

TEST_CASE("a password never gets into the recipe, however it was recorded") {
  const WrittenRecipe recipe = import(every_step());
  std::string all = recipe.text;
  for (const std::string& warning : recipe.warnings) all += warning;
  CHECK_THAT(all, !Contains("CANARY"));

  const char* const kSecretSteps[] = {
      R"({"type":"change","selectors":["#login_pass"],"value":"CANARY-1"},)",
      R"({"type":"change","selectors":[["aria/Kata sandi"]],"value":"CANARY-1"},)",
      R"({"type":"change","selectors":["input[type='password']"],"value":"CANARY-1"},)",
      R"({"type":"change","selectors":["#pin"],"value":"CANARY-1"},)",
      R"({"type":"change","selectors":["#otp"],"value":"CANARY-1"},)",
      R"({"type":"change","selectors":["#a["],"value":"CANARY-1","frame":[0,1]},)",
      R"({"type":"change","selectors":["#password"],"value":"CANARY-1","frame":[0,1]},{"type":"hover","selectors":["text/CANARY-1","#x"]},)",
      R"({"type":"change","selectors":["#password"],"value":"CANARY-1"},{"type":"navigate","url":"https://shop.example/?p=CANARY-1"},)",
      R"({"type":"change","selectors":["#password"],"value":"CANARY 1"},{"type":"navigate","url":"https://shop.example/?p=CANARY%201"},)",
  };
  for (const char* steps : kSecretSteps) {
    const WrittenRecipe with = import_steps(kOpen + steps + kSubmit + kExport);
    INFO(with.text);
    CHECK_THAT(with.text, !Contains("CANARY"));
    for (const std::string& warning : with.warnings) CHECK_THAT(warning, !Contains("CANARY"));
  }
}

TEST_CASE("keys typed one by one into a password field become the secret") {
  std::string keys;
  for (const char* key : {"Q", "7", "z"})
    keys += std::string(R"({"type":"keyDown","key":")") + key + R"("},{"type":"keyUp","key":")" + key + R"("},)";
  const WrittenRecipe recipe = import_steps(kOpen + R"({"type":"click","selectors":["#password"],"offsetX":1,"offsetY":1},)" + keys +
                                            R"({"type":"keyDown","key":"Enter"},{"type":"keyUp","key":"Enter"},)" + kExport);
  INFO(recipe.text);
  CHECK(problems_of(recipe).empty());
  CHECK_THAT(recipe.text, Contains("- fill: { into: 'css=#password', with: '{{ secret.password }}' }") && Contains("- press: Enter"));
  CHECK_THAT(recipe.text, !Contains("press: Q") && !Contains("press: z"));
}

TEST_CASE("a secret that would still show makes the import fail, with nothing written") {
  CHECK_THROWS_AS(import_steps(kOpen + R"({"type":"change","selectors":["#password"],"value":"CANARY-1"},)" + kExport +
                               R"(,{"type":"hover","selectors":["text/CANARY-1"]})"),
                  DraftError);
}

TEST_CASE("a one-time password becomes an otp step with what sends it") {
  const WrittenRecipe recipe = import_steps(kOpen +
                                            R"({"type":"change","selectors":["#user"],"value":"asha"},
      {"type":"change","selectors":["#password"],"value":"hunter2"},{"type":"click","selectors":["text/Sign in"],"offsetX":1,"offsetY":1},
      {"type":"change","selectors":[["aria/Code"]],"value":"482913"},{"type":"click","selectors":["text/Verify"],"offsetX":1,"offsetY":1,
       "assertedEvents":[{"type":"navigation","url":"https://shop.example/home"}]},)" +
                                            kExport);
  INFO(recipe.text);
  CHECK(problems_of(recipe).empty());
  CHECK_THAT(recipe.text, Contains("- otp: { into: 'label=\"Code\"', submit: 'text=Verify', optional: true }"));
  CHECK_THAT(recipe.text, Contains("otp_needed: 'label=\"Code\"'") && !Contains("482913"));
  CHECK_THAT(recipe.text, Contains("    goto: https://shop.example/home\n    signed_in: text=Export") ||
                              Contains("    goto: https://shop.example/home\n    signed_in: 'text=Export'"));
}

std::string change(const char* selector, const char* value) {
  return std::string(R"({"type":"change","selectors":[")") + selector + R"("],"value":")" + value + R"("},)";
}

TEST_CASE("dates become from and to in the format in which they were written") {
  const auto with = [](const std::string& steps, const char* recorded_on = "2025-11-12") {
    const WrittenRecipe recipe = import_steps(kOpen + steps + kExport, recorded_on);
    CHECK(problems_of(recipe).empty());
    return recipe.text;
  };
  CHECK_THAT(with(change("#a", "2025-11-12") + change("#b", "2025-11-12")),
             Contains("'css=#a', with: '{{ from | yyyy-MM-dd }}'") && Contains("'css=#b', with: '{{ to | yyyy-MM-dd }}'"));
  CHECK_THAT(with(change("#toDate", "12 Nov 2025") + change("#fromDate", "12 Nov 2025")),
             Contains("'css=#toDate', with: '{{ to | dd MMM yyyy }}'") && Contains("'css=#fromDate', with: '{{ from | dd MMM yyyy }}'"));
  // The recorded day settles which of two readings is meant.
  CHECK_THAT(with(change("#a", "11/12/2025"), "2025-11-12"), Contains("{{ from | MM/dd/yyyy }}"));
  CHECK_THAT(with(change("#a", "11/12/2025"), "2025-12-11"), Contains("{{ from | dd/MM/yyyy }}"));
  CHECK_THAT(with(change("#a", "2025-11-12")), Contains("at_most: one day"));
  // Another period than the recorded day: taken, and said.
  CHECK_THAT(with(change("#a", "01/11/2025") + change("#b", "30/11/2025"), "2025-12-05"),
             Contains("{{ from | dd/MM/yyyy }}") && Contains("{{ to | dd/MM/yyyy }}") && Contains("held 2025-11-01"));
  // A number is no date, and with three different days only those that are named or recorded are the period.
  CHECK_THAT(with(change("#order", "20251110")), Contains("with: '20251110'"));
  const std::string three = with(change("#a", "2001-05-03") + change("#b", "2025-11-12") + change("#until", "2025-11-13"));
  CHECK_THAT(three, Contains("'css=#a', with: '2001-05-03'") && Contains("{{ from | yyyy-MM-dd }}") && Contains("{{ to | yyyy-MM-dd }}"));
}

TEST_CASE("dates in addresses become from and to") {
  const WrittenRecipe recipe =
      import_steps(R"({"type":"navigate","url":"https://shop.example/orders?to=12%2F11%2F2025&start=12%2F11%2F2025"},)" + kExport);
  INFO(recipe.text);
  CHECK(problems_of(recipe).empty());
  CHECK_THAT(recipe.text, Contains("?to={{ to | dd/MM/yyyy | url }}&start={{ from | dd/MM/yyyy | url }}"));
  CHECK_THAT(recipe.text, Contains("    goto: https://shop.example/orders\n"));  // the probe's
}

TEST_CASE("what starts the download is found by its words, or is the last click") {
  CHECK_THAT(import_steps(kOpen + R"({"type":"click","selectors":["text/Download CSV"],"offsetX":1,"offsetY":1},
      {"type":"click","selectors":["text/Close"],"offsetX":1,"offsetY":1})")
                 .text,
             Contains("- expect_download: { by: { click: 'text=Download CSV' }, type: csv }\n") && Contains("- click: 'text=Close'"));
  const WrittenRecipe guessed = import_steps(kOpen + R"({"type":"click","selectors":["text/Go"],"offsetX":1,"offsetY":1})");
  CHECK_THAT(guessed.text,
             Contains("- expect_download: { by: { click: 'text=Go' }, type: xlsx }") && Contains("# step 2: taken for what starts"));
  CHECK_THROWS_AS(import_steps(R"({"type":"hover","selectors":["#a"]})"), DraftError);
}

TEST_CASE("every recipe of the catalog survives the way to a recording and back") {
  for (const Catalog::Item& item : Catalog({std::filesystem::path(NIGHTPORTER_SOURCE) / "sites/catalog"}).list()) {
    const Recipe recipe = parse_recipe_file(item.file);
    for (const Report& report : recipe.reports) {
      const auto day = *model::CalendarDate::parse_iso("2025-11-12");
      const Flow flow = flow_of(recipe, report, {day, day});
      CHECK(read_flow(write_flow(flow)) == flow);
      const WrittenRecipe back = import(flow);
      INFO(write_flow(flow) << back.text << problems_of(back));
      REQUIRE(problems_of(back).empty());
      const Recipe read = parse_recipe(back.text, "shop.yaml");
      REQUIRE(read.session.sign_in.size() == recipe.session.sign_in.size());
      // The probe's page may come first.
      const std::size_t more = read.reports[0].steps.size() - report.steps.size();
      CHECK(more <= 1);
      for (std::size_t i = 0; i < report.steps.size(); ++i) CHECK(read.reports[0].steps[i + more].word() == report.steps[i].word());
    }
  }
}

TEST_CASE("a customStep of ours that is wrong is an error, not a step") {
  CHECK_THROWS_WITH(
      recording_of(read_flow(R"({"title":"t","steps":[{"type":"customStep","name":"otp","parameters":{"step":{"otp":{"unto":"x"}}}}]})")),
      Contains("Step 1: customStep otp"));
  CHECK_THROWS_WITH(
      recording_of(read_flow(R"({"title":"t","steps":[{"type":"customStep","name":"expectDownload","parameters":{"type":"xlsx"}}]})")),
      Contains("parameters.steps"));
}

}  // namespace
}  // namespace nightporter::sites::recording
