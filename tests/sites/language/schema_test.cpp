#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "sites/language/words.h"
#include "sites/recipe_file.h"
#include "sites/step.h"

namespace nightporter::sites {
namespace {

namespace json = boost::json;

const json::object& definition(const json::value& schema, const std::string& name) {
  return schema.at("$defs").at(name).as_object();
}

TEST_CASE("the schema is JSON of draft 2020-12 and every reference in it leads somewhere") {
  const json::value schema = json::parse(recipe_schema_json());
  CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema.at("$ref") == "#/$defs/recipe");
  const std::string text = recipe_schema_json();
  for (std::size_t at = text.find("\"$ref\": \"#/$defs/"); at != std::string::npos; at = text.find("\"$ref\": \"#/$defs/", at + 1)) {
    const std::size_t start = at + 17;
    CHECK(schema.at("$defs").as_object().contains(text.substr(start, text.find('"', start) - start)));
  }
}

TEST_CASE("the schema's steps are exactly those that the interpreter knows") {
  const json::value schema = json::parse(recipe_schema_json());
  std::set<std::string> in_schema;
  for (const auto& member : definition(schema, "step").at("properties").as_object()) in_schema.insert(member.key());
  const std::set<std::string> in_issue{"goto",    "click",         "dblclick", "fill",   "type",       "press",           "check",
                                       "uncheck", "select_option", "hover",    "upload", "wait_for",   "expect_download", "screenshot",
                                       "fetch",   "evaluate",      "otp",      "dialog", "if_visible", "if_not_visible",  "repeat_until",
                                       "for_each"};
  CHECK(in_schema == in_issue);
  // Step::Action is what the interpreter visits: a std::visit without a case for one of them does not compile.
  std::set<std::string> in_interpreter;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (in_interpreter.insert(Step{.action = Step::Action(std::in_place_index<I>)}.word()), ...);
  }(std::make_index_sequence<std::variant_size_v<Step::Action>>());
  in_interpreter.insert("if_not_visible");
  CHECK(in_interpreter == in_schema);
}

TEST_CASE("every key has words for the person at the editor") {
  const json::value schema = json::parse(recipe_schema_json());
  for (const auto& entry : schema.at("$defs").as_object()) {
    const json::object* object = &entry.value().as_object();
    if (const auto* choices = object->if_contains("anyOf")) object = &choices->as_array().back().as_object();
    for (const auto& property : object->at("properties").as_object()) {
      INFO(entry.key() << "." << property.key());
      CHECK(property.value().at("description").as_string().size() > 10);
    }
  }
}

TEST_CASE("a step may be short or long, and knows no other keys") {
  const json::value schema = json::parse(recipe_schema_json());
  const json::array& forms = definition(schema, "click").at("anyOf").as_array();
  REQUIRE(forms.size() == 2);
  CHECK(forms[1].at("additionalProperties") == false);
  CHECK(forms[1].at("required") == json::array{"on"});
  CHECK(definition(schema, "expect_download").at("required") == json::array({"by", "type"}));
  const json::object& download = definition(schema, "expect_download").at("properties").as_object();
  CHECK(download.at("capture").at("enum") == json::array({"download", "response"}));
  const json::array& block = definition(schema, "recipe").at("properties").at("block").at("anyOf").as_array();
  CHECK(block[0].at("enum") == json::array{"image", "font", "media", "stylesheet"});
  CHECK(download.at("url").at("type") == json::array({"string", "number", "boolean"}));  // as every text
}

}  // namespace
}  // namespace nightporter::sites
