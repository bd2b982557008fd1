#include "sites/recording/flow.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "tests/support/temporary_folder.h"

namespace nightporter::sites::recording {
namespace {

std::string every_step() {
  return nightporter::test::read_file(std::filesystem::path(NIGHTPORTER_SOURCE) / "tests/sites/recording/every_step.json");
}

std::string error_of(const std::string& step) {
  try {
    read_flow(R"({"title":"t","steps":[)" + step + "]}");
  } catch (const FlowError& error) {
    return error.what();
  }
  return "none";
}

TEST_CASE("a recording with every step type is read") {
  const Flow flow = read_flow(every_step());
  CHECK(flow.title == "Every step");
  CHECK(flow.timeout == std::chrono::milliseconds(10'000));
  CHECK(flow.selector_attribute == "data-test");
  REQUIRE(flow.steps.size() == 32);
  std::set<std::string> types;
  for (const FlowStep& step : flow.steps) types.insert(step.type());
  CHECK(types == std::set<std::string>{"setViewport", "emulateNetworkConditions", "navigate", "click", "doubleClick", "hover", "change",
                                       "keyDown", "keyUp", "scroll", "waitForElement", "waitForExpression", "close", "customStep"});
  CHECK(flow.steps[2].asserted == std::vector<AssertedNavigation>{{"https://shop.example/login", "Sign in"}});
  CHECK(flow.steps[9].selectors == FlowSelectors{{"my-menu", "#orders"}});
  CHECK(flow.steps[9].timeout == std::chrono::milliseconds(20'000));
  CHECK(flow.steps[8].selectors == FlowSelectors{{"aria/Reports[role=\"menuitem\"]"}, {"css/nav li:nth-of-type(2)"}});
  CHECK(flow.steps[26].frame == std::vector<int>{0, 1});
  const auto& wait = std::get<FlowWaitForElement>(flow.steps[14].action);
  CHECK(wait.attributes == std::vector<std::pair<std::string, std::string>>{{"data-kind", "order"}});
  CHECK(wait.properties_json == R"({"checked":false})");
}

TEST_CASE("a recording that is written is the same when it is read again") {
  const Flow flow = read_flow(every_step());
  CHECK(read_flow(write_flow(flow)) == flow);
}

TEST_CASE("what is wrong with a recording is said in the words of @puppeteer/replay, with the step's number") {
  const auto whole = [](const std::string& text) {
    try {
      read_flow(text);
    } catch (const FlowError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(whole("[]") == "Recording is not an object");
  CHECK(whole("{}") == "Recording is missing `title`");
  CHECK(whole(R"({"title":1})") == "Recording `title` is not a string");
  CHECK(whole(R"({"title":"t"})") == "Recording is missing `steps`");
  CHECK(whole(R"({"title":"t","timeout":"x","steps":[]})") == "Recording `timeout` is not a number");
  CHECK(whole(R"({"title":"t","timeout":30001,"steps":[]})") == "Timeout is not between 1 and 30000 milliseconds");
  CHECK(whole(R"({"title":"t","steps":{}})") == "Recording `steps` is not an array");
  CHECK_THAT(whole("{"), Catch::StartsWith("Recording is not JSON"));
  CHECK(error_of(R"({"type":"dance"})") == "Step 1: type dance is not supported");
  CHECK(error_of(R"({"type":"customStep"})") == "Step 1: customStep is missing name");
  CHECK(error_of(R"({"type":"click","offsetX":1,"offsetY":1})") == "Step 1: does not have required selectors");
  CHECK(error_of(R"({"type":"click","selectors":["a"],"offsetY":1})") == "Step 1: offsetX is not a number");
  CHECK(error_of(R"({"type":"hover","selectors":["a"],"frame":[1.5]})") == "Step 1: Step `frame` is not an integer array");
  CHECK(error_of(R"({"type":"hover","selectors":[[3]]})") == "Step 1: Selector element is not a string");
  CHECK(error_of(R"({"type":"close","assertedEvents":[{"type":"x"}]})") == "Step 1: Unknown assertedEvent type");
}

TEST_CASE("what stands in a broken recording is not shown") {
  for (const char* text : {R"({"title":"t","steps":[{"type":"change","selectors":["#pw"],"value":["CANARY"]}]})", R"({"title":"CANARY)"}) {
    try {
      read_flow(text);
      FAIL("it is broken");
    } catch (const FlowError& error) {
      CHECK_THAT(error.what(), !Catch::Contains("CANARY"));
    }
  }
}

}  // namespace
}  // namespace nightporter::sites::recording
