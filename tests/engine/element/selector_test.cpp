#include "engine/element/selector.h"

#include <catch2/catch.hpp>

#include "engine/error.h"

namespace nightporter::engine {
namespace {

using Engine = SelectorPart::Engine;

SelectorPart only_part(std::string_view text) {
  const Selector selector = Selector::parse(text);
  REQUIRE(selector.parts().size() == 1);
  return selector.parts().front();
}

InvalidSelector refusal(std::string_view text) {
  try {
    Selector::parse(text);
  } catch (const InvalidSelector& error) {
    return error;
  }
  FAIL("accepted: " << text);
  throw 0;
}

TEST_CASE("a selector without a prefix is CSS, or XPath when it starts with slashes") {
  CHECK(only_part("#login .button").engine == Engine::kCss);
  CHECK(only_part("#login > .button").expression == "#login > .button");
  CHECK(only_part("input[name=\"a >> b\"]").expression == "input[name=\"a >> b\"]");
  CHECK(only_part("//button[text()='x']").engine == Engine::kXpath);
  CHECK(only_part("(//button)[2]").engine == Engine::kXpath);
  CHECK(only_part("css=input[type=date]").expression == "input[type=date]");
  CHECK(only_part("input[type=date]").engine == Engine::kCss);
}

TEST_CASE("a bare text is a substring and a quoted one is exact") {
  CHECK(only_part("text=log in").text == TextMatch{"log in", false});
  CHECK(only_part("text=\"Log in\"").text == TextMatch{"Log in", true});
  CHECK(only_part("text='Log in'").text == TextMatch{"Log in", true});
  CHECK(only_part("text=\"Log in\"i").text == TextMatch{"Log in", false});
  CHECK(only_part(R"(text="say \"hi\"")").text == TextMatch{"say \"hi\"", true});
  CHECK(only_part("text=Don't stop").text == TextMatch{"Don't stop", false});
  CHECK(only_part("label=Password").engine == Engine::kLabel);
  CHECK(only_part("placeholder=dd/mm/yyyy").text.text == "dd/mm/yyyy");
  CHECK(only_part("alt=Logo").engine == Engine::kAlt);
  CHECK(only_part("title=Close").engine == Engine::kTitle);
  CHECK(only_part("testid=submit").text == TextMatch{"submit", true});
}

TEST_CASE("a role may carry a name and states") {
  const RoleQuery role = only_part(R"(role=checkbox[name="Remember [me]"][checked=mixed][disabled][level=2][include-hidden=true])").role;
  CHECK(role.role == "checkbox");
  CHECK(role.name == TextMatch{"Remember [me]", false});
  CHECK(role.checked == RoleQuery::Tristate::kMixed);
  CHECK(role.disabled == true);
  CHECK(role.level == 2);
  CHECK(role.include_hidden);
  CHECK_FALSE(role.selected.has_value());
  CHECK(only_part(R"(role=button[name="Save"s])").role.name == TextMatch{"Save", true});
  CHECK(only_part("role=button[name=Save as]").role.name == TextMatch{"Save as", false});
  CHECK(only_part("role=tab[selected=false]").role.selected == false);
}

TEST_CASE("parts are chained from the outside in") {
  const Selector selector = Selector::parse("css=#list >> text=\"a >> b\">>nth=-1 >> visible=true >> has-text=Total");
  REQUIRE(selector.parts().size() == 5);
  CHECK(selector.parts()[0].expression == "#list");
  CHECK(selector.parts()[1].text.text == "a >> b");
  CHECK(selector.parts()[2].nth == -1);
  CHECK(selector.parts()[3].visible);
  CHECK(selector.parts()[4].text.text == "Total");
}

TEST_CASE("a bad selector is refused with the place of the fault") {
  CHECK(refusal("").position() == 0);
  CHECK(refusal("css=#a >> ").position() == 10);
  CHECK(refusal("#a >> >> #b").position() == 6);
  CHECK(refusal("txet=Login").position() == 0);
  CHECK_THAT(refusal("txet=Login").what(), Catch::Contains("not a kind of selector") && Catch::Contains("text"));
  CHECK(refusal("css=input[name=\"x\"").position() == 9);
  CHECK(refusal("css=a)").position() == 5);
  CHECK(refusal("text=\"Login").position() == 5);
  CHECK(refusal("role=button[name=\"x]").reason() == "this quotation mark is never closed");
  CHECK(refusal("role=button[nmae=\"x\"]").position() == 12);
  CHECK(refusal("role=checkbox[checked=maybe]").position() == 22);
  CHECK(refusal("role=button export").position() == 12);
  CHECK(refusal("nth=first").position() == 4);
  CHECK(refusal("visible=no").position() == 8);
  CHECK(refusal("text=").position() == 5);
}

TEST_CASE("selectors made from values read back as themselves") {
  RoleQuery query;
  query.role = "button";
  query.name = TextMatch{"Say \"x\" >> y", true};
  query.pressed = RoleQuery::Tristate::kFalse;
  for (const Selector& selector : {Selector::with_role(query), Selector::with_text("a >> 'b'"), Selector::with_label("Pass\"word", true),
                                   Selector::with_test_id("a=b"), Selector::css("#a").then(Selector::with_text("x", true)).nth(-1)}) {
    INFO(selector.to_string());
    CHECK(Selector::parse(selector.to_string()) == selector);
  }
}

TEST_CASE("patterns and filters by what is below are read") {
  CHECK(Selector::parse("text=/log ?in/i").parts()[0].text == TextMatch{"log ?in", false, "i"});
  CHECK(Selector::parse("text=/a\\/b/").parts()[0].text == TextMatch{"a\\/b", false, ""});
  CHECK(Selector::parse("text=/home/user").parts()[0].text == TextMatch{"/home/user"});
  CHECK(Selector::parse("role=button[name=/^E/]").parts()[0].role.name == TextMatch{"^E", false, ""});
  const Selector filtered = Selector::parse("tr >> has-not=(css=td >> text=Draft) >> has=role=button");
  REQUIRE(filtered.parts().size() == 3);
  CHECK(filtered.parts()[1].engine == SelectorPart::Engine::kHasNot);
  CHECK(filtered.parts()[1].inner == Selector::parse("css=td >> text=Draft").parts());
  CHECK(filtered.parts()[2].inner == Selector::parse("role=button").parts());
  const Selector made = Selector::css("tr").has(Selector::parse("td >> text=x"));
  CHECK(Selector::parse(made.to_string()) == made);
  RoleQuery query{.role = "button", .name = TextMatch{"^E.*t$", false, "i"}};
  CHECK(Selector::with_role(query).to_string() == "role=button[name=/^E.*t$/i]");
  CHECK(Selector::parse("role=button[name=/^E.*t$/i]") == Selector::with_role(query));
  CHECK_THROWS_AS(Selector::parse("role=button[name=/x]"), InvalidSelector);
  CHECK_THROWS_AS(Selector::parse("tr >> has=(role=)"), InvalidSelector);
}

}  // namespace
}  // namespace nightporter::engine
