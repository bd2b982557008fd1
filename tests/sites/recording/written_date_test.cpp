#include "sites/recording/written_date.h"

#include <catch2/catch.hpp>

#include "sites/recording/field_kind.h"
#include "sites/recording/flow_selectors.h"

namespace nightporter::sites::recording {
namespace {

model::CalendarDate day(const char* iso) {
  return *model::CalendarDate::parse_iso(iso);
}

std::string read(const char* text) {
  std::string result;
  for (const WrittenDate& date : read_date(text)) result += (result.empty() ? "" : "; ") + date.date.to_iso() + " " + date.filters;
  return result;
}

TEST_CASE("dates are read as pages write them") {
  CHECK(read("2025-11-12") == "2025-11-12 yyyy-MM-dd");
  CHECK(read("12/11/2025") == "2025-11-12 dd/MM/yyyy; 2025-12-11 MM/dd/yyyy");
  CHECK(read("25/11/2025") == "2025-11-25 dd/MM/yyyy");
  CHECK(read("11/25/2025") == "2025-11-25 MM/dd/yyyy");
  CHECK(read("5.11.2025") == "2025-11-05 d.M.yyyy");
  CHECK(read("05 Nov 2025") == "2025-11-05 dd MMM yyyy");
  CHECK(read("05-NOV-2025") == "2025-11-05 dd-MMM-yyyy | upper");
  CHECK(read("November 5, 2025") == "2025-11-05 MMMM d, yyyy");
  CHECK(read("20251112") == "2025-11-12 yyyyMMdd");
  CHECK(read("25%2F11%2F2025") == "");
  for (const char* text : {"", "2025-13-12", "31/02/2025", "12/11", "asha", "12/11/2025 to 13/11/2025", "0123456789"})
    CHECK(read(text) == "");
}

TEST_CASE("a day is found inside of a text, as a word of its own") {
  const auto found = find_date("/report?from=12%2F11%2F2025&x=1", day("2025-11-12"));
  REQUIRE(found);
  CHECK(found->position == 13);
  CHECK(found->filters == "dd/MM/yyyy | url");
  CHECK(find_date("id=1202511121", day("2025-11-12")) == std::nullopt);
  CHECK(find_date("day 2025-11-13", day("2025-11-12")) == std::nullopt);
  CHECK(find_date("2025-11-12..2025-11-12", day("2025-11-12"), 5)->position == 12);
}

TEST_CASE("what a field asks for is told by its names") {
  CHECK(field_kind({"css=#txtPwd"}) == FieldKind::kPassword);
  CHECK(field_kind({"css=input[name=\"user_pass\"]"}) == FieldKind::kPassword);
  CHECK(field_kind({"label=\"Kata sandi\""}) == FieldKind::kPassword);
  CHECK(field_kind({"css=#mpin"}) == FieldKind::kPin);
  CHECK(field_kind({"label=\"API key\""}) == FieldKind::kToken);
  CHECK(field_kind({"label=\"Verification code\""}) == FieldKind::kCode);
  CHECK(field_kind({"one-time-code"}) == FieldKind::kCode);
  CHECK(field_kind({"label=\"E-mail\""}) == FieldKind::kUserName);
  CHECK(field_kind({"css=#loginId"}) == FieldKind::kUserName);
  CHECK(field_kind({"css=#txtFromDate"}) == FieldKind::kFirstDay);
  CHECK(field_kind({"css=#todate"}) == FieldKind::kLastDay);
  CHECK(field_kind({"label=\"Date\""}) == FieldKind::kDay);
  CHECK(field_kind({"css=#store", "label=\"Compass\""}) == FieldKind::kPlain);
}

TEST_CASE("selectors of a recording are said in the words of a recipe") {
  const auto in_recipe = [](const FlowSelectors& selectors, ElementUse use = ElementUse::kPointedAt) {
    return recipe_selectors(selectors, use).selectors;
  };
  using List = std::vector<std::string>;
  CHECK(in_recipe({{"aria/Export[role=\"button\"]"}}) == List{"role=button[name=\"Export\"s]"});
  CHECK(in_recipe({{"aria/[role=\"table\"]"}}) == List{"role=table"});
  CHECK(in_recipe({{"aria/Search"}}) == List{"text=\"Search\""});
  CHECK(in_recipe({{"aria/From date"}}, ElementUse::kFilledIn) == List{"label=\"From date\""});
  CHECK(in_recipe({{"text/Log in"}, {"text/a >> \"b\""}}) == List{"text=Log in", "text=\"a >> \\\"b\\\"\"i"});
  CHECK(in_recipe({{"#a"}, {"pierce/#a"}, {"css/#b"}, {"xpath///div"}}) == List{"css=#a", "css=#b", "xpath=//div"});
  CHECK(in_recipe({{"my-app", "aria/Go[role=\"button\"]"}}) == List{"css=my-app >> role=button[name=\"Go\"s]"});
  const SelectorsInRecipe bad = recipe_selectors({{"#a["}, {"text/{{ x }}"}}, ElementUse::kPointedAt);
  CHECK(bad.selectors.empty());
  CHECK(bad.left_out == List{"#a[", "text/{{ x }}"});
}

TEST_CASE("selectors of a recipe are said as Chrome's Recorder does, and those that it has no words for are left out") {
  const auto in_flow = [](const char* selector) { return flow_selectors({TextTemplate::parse(selector)}); };
  CHECK(in_flow("role=button[name=\"Export\"]") == FlowSelectors{{"aria/Export[role=\"button\"]"}});
  CHECK(in_flow("label=From") == FlowSelectors{{"aria/From"}});
  CHECK(in_flow("text=\"Go\"") == FlowSelectors{{"text/Go"}});
  CHECK(in_flow("testid=go") == FlowSelectors{{"[data-testid=\"go\"]"}});
  CHECK(in_flow("css=#a >> css=b") == FlowSelectors{{"#a b"}});
  CHECK(in_flow("css=tr >> nth=0").empty());
  CHECK(in_flow("role=checkbox[checked=true]").empty());
  CHECK(in_flow("text={{ store.name }}").empty());
}

}  // namespace
}  // namespace nightporter::sites::recording
