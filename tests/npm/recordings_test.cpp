#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <optional>

#include "sites/catalog.h"
#include "sites/recipe_file.h"
#include "sites/recording/flow.h"
#include "sites/recording/to_flow.h"
#include "tests/support/npm_program.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::sites::recording {
namespace {

namespace json = boost::json;
using nightporter::test::read_file;
using nightporter::test::TemporaryFolder;

constexpr const char* kParse = R"(
import('@puppeteer/replay').then(async replay => {
  const flow = replay.parse(JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')));
  await replay.stringify(flow);  // the script that plays it
  console.log(JSON.stringify(flow));
}).catch(error => { console.log('refused: ' + error.message); process.exit(1); });
)";

/// What @puppeteer/replay makes of a recording; nullopt when it refuses it.
std::optional<json::value> parsed_by_replay(const std::string& recording) {
  const TemporaryFolder folder;
  const auto result = nightporter::test::run_node({"-e", kParse, folder.write("recording.json", recording)});
  INFO(result.output);
  if (result.exit_code != 0) {
    REQUIRE(result.output.starts_with("refused: "));
    return std::nullopt;
  }
  return json::parse(result.output);
}

bool accepted_here(const std::string& recording) {
  try {
    read_flow(recording);
    return true;
  } catch (const FlowError&) {
    return false;
  }
}

std::filesystem::path source(const char* path) {
  return std::filesystem::path(NIGHTPORTER_SOURCE_DIR) / path;
}

/// A lone selector may stand with or without brackets around it.
json::value with_brackets(json::value flow) {
  for (json::value& step : flow.at("steps").as_array())
    if (json::value* selectors = step.as_object().if_contains("selectors"))
      for (json::value& selector : selectors->as_array())
        if (selector.is_string()) selector = json::array{selector};
  return flow;
}

TEST_CASE("@puppeteer/replay reads what we write of a recording with every step type as it reads the original", "[npm]") {
  const std::string original = read_file(source("tests/sites/recording/every_step.json"));
  const auto theirs = parsed_by_replay(original);
  const auto ours = parsed_by_replay(write_flow(read_flow(original)));
  REQUIRE(theirs);
  REQUIRE(ours);
  CHECK(with_brackets(*ours) == with_brackets(*theirs));
  CHECK(read_flow(json::serialize(*theirs)) == read_flow(original));
}

TEST_CASE("@puppeteer/replay reads every report of the catalog that is exported", "[npm]") {
  const auto day = *model::CalendarDate::parse_iso("2025-11-12");
  for (const Catalog::Item& item : Catalog({source("sites/catalog")}).list()) {
    const Recipe recipe = parse_recipe_file(item.file);
    for (const Report& report : recipe.reports) {
      const std::string written = write_flow(flow_of(recipe, report, {day, day}));
      const auto theirs = parsed_by_replay(written);
      REQUIRE(theirs);
      CHECK(read_flow(json::serialize(*theirs)) == read_flow(written));
    }
  }
}

TEST_CASE("what @puppeteer/replay refuses is refused here, and what it takes is taken", "[npm]") {
  const auto step = [](const std::string& text) { return R"({"title":"t","steps":[)" + text + "]}"; };
  const std::string recordings[] = {
      "[]",
      "{}",
      R"({"title":1,"steps":[]})",
      R"({"title":"t","steps":{}})",
      R"({"title":"t","timeout":0,"steps":[]})",
      R"({"title":"t","timeout":"1","steps":[]})",
      R"({"title":"t","selectorAttribute":3,"steps":[]})",
      step("3"),
      step("{}"),
      step(R"({"type":"dance"})"),
      step(R"({"type":"navigate"})"),
      step(R"({"type":"customStep"})"),
      step(R"({"type":"customStep","name":"x"})"),
      step(R"({"type":"click","selectors":[],"offsetX":1,"offsetY":1})"),
      step(R"({"type":"click","selectors":["a"],"offsetX":1,"offsetY":1,"button":"x"})"),
      step(R"({"type":"click","selectors":["a"],"offsetX":1,"offsetY":1,"button":"back","deviceType":"pen"})"),
      step(R"({"type":"scroll","frame":[0]})"),
      step(R"({"type":"scroll","frame":["0"]})"),
      step(R"({"type":"close","target":5})"),
      step(R"({"type":"close","timeout":"long"})"),
      step(R"({"type":"close","timeout":30001})"),
      step(R"({"type":"close","assertedEvents":5})"),
      step(R"({"type":"close","assertedEvents":[{"type":"navigation"}]})"),
      step(R"({"type":"close","assertedEvents":[{}]})"),
      step(R"({"type":"waitForElement","selectors":["a"],"operator":">"})"),
      step(R"({"type":"waitForElement","selectors":["a"],"attributes":{"a":1}})"),
      step(R"({"type":"waitForElement","selectors":["a"],"visible":"yes"})"),
      step(R"({"type":"waitForExpression"})"),
      step(R"({"type":"change","selectors":"a","value":"x"})"),
      step(R"({"type":"change","selectors":[["a",["b"]]],"value":"x"})"),
      step(R"({"type":"setViewport","width":1,"height":1})"),
      step(R"({"type":"emulateNetworkConditions","download":1,"upload":1})"),
  };
  for (const std::string& recording : recordings) {
    INFO(recording);
    CHECK(accepted_here(recording) == parsed_by_replay(recording).has_value());
  }
}

}  // namespace
}  // namespace nightporter::sites::recording
