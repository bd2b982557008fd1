#include "sites/yaml/shape.h"

#include <catch2/catch.hpp>

namespace nightporter::sites::yaml {
namespace {

const Value kText{.kind = Value::Kind::kText, .description = "a text"};
const Value kNumber{.kind = Value::Kind::kInteger, .description = "a whole number"};
const Value kFlag{.kind = Value::Kind::kBoolean, .description = "true or false"};
const Value kColour{.kind = Value::Kind::kWord, .description = "a colour", .words = {"red", "green"}};
const Object kPointObject{"point",
                          "A point.",
                          {{"x", &kNumber, Presence::kRequired, "Across.", "1"},
                           {"y", &kNumber, Presence::kOptional, "Down."},
                           {"colour", &kColour, Presence::kOptional, "Its colour."},
                           {"visible", &kFlag, Presence::kOptional, "Shown?"}},
                          "x"};
const Value kPoint{.kind = Value::Kind::kObject, .description = "a point", .object = &kPointObject};
const Value kPoints{.kind = Value::Kind::kListOf, .description = "a list of points", .element = &kPoint};
const Value kOneOrMorePoints{.kind = Value::Kind::kOneOrMore, .description = "a point or several", .element = &kPoint};
const Object kChoiceObject{
    "shape", "One shape.", {{"point", &kPoint, Presence::kOptional, "A point."}, {"name", &kText, Presence::kOptional, "A name."}}};
const Value kChoice{.kind = Value::Kind::kOneKey, .description = "a shape", .object = &kChoiceObject};
const Object kPairObject{"pair", "", {{"a", &kText}, {"b", &kText}}, {}, {{"a", "b"}}};
const Value kPair{.kind = Value::Kind::kObject, .description = "a pair", .object = &kPairObject};

std::vector<std::string> problems_of(const std::string& text, const Value& value) {
  const Document document = read_document(text, "f");
  std::vector<Problem> problems = document.problems;
  check_shape(document.root, value, "top", "f", problems);
  std::vector<std::string> lines;
  for (const Problem& problem : problems) lines.push_back(problem.to_string());
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("a value of the right shape has no problems") {
  CHECK(problems_of("{ x: 1, y: -2, colour: red, visible: true }", kPoint).empty());
  CHECK(problems_of("5", kPoint).empty());
  CHECK(problems_of("[{x: 1}, 2]", kPoints).empty());
  CHECK(problems_of("- point: 3", Value{.kind = Value::Kind::kListOf, .description = "shapes", .element = &kChoice}).empty());
}

TEST_CASE("all problems are told, each with its place and the nearest word") {
  CHECK(problems_of("{ xx: 1,\n  colour: gren,\n  visible: yes }", kPoint) ==
        Lines{"f:1: unknown key \"xx\" in top; did you mean \"x\"?", "f:2: unknown word \"gren\" in top.colour; did you mean \"green\"?",
              "f:3: expected true or false, found \"yes\" in top.visible", "f:1: \"x\" is missing in top; for example x: 1"});
  CHECK(problems_of("[1,\n two]", kPoints) == Lines{"f:2: expected a whole number, found \"two\" in top[2]"});
}

TEST_CASE("the wrong kind of value is named") {
  CHECK(problems_of("{ x: [1] }", kPoint) == Lines{"f:1: expected a whole number, found a list in top.x"});
  CHECK(problems_of("{ x: }", kPoint) == Lines{"f:1: expected a whole number, found nothing in top.x"});
  CHECK(problems_of("1", kPoints) == Lines{"f:1: expected a list of points, found a text in top"});
  CHECK(problems_of("[]", kOneOrMorePoints) == Lines{"f:1: expected a point or several, found an empty list in top"});
}

TEST_CASE("of an either-or exactly one must be there") {
  CHECK(problems_of("{ a: x }", kPair).empty());
  CHECK(problems_of("{ a: x, b: y }", kPair) == Lines{"f:1: a and b exclude each other in top; keep one of them"});
  CHECK(problems_of("{}", kPair) == Lines{"f:1: one of a or b is missing in top"});
}

TEST_CASE("a step has one word, and what belongs to it stands inside its braces") {
  CHECK(problems_of("{ pint: 3 }", kChoice) == Lines{"f:1: unknown shape \"pint\" in top; did you mean \"point\"?"});
  CHECK(problems_of("point: 3\nname: a", kChoice) ==
        Lines{"f:2: a shape has one word, here are two: point and name in top; begin the second with \"- \" on a line of its own"});
  CHECK(problems_of("point: 3\nvisible: true", kChoice) ==
        Lines{"f:2: \"visible\" stands beside point in top; put it inside: point: { x: …, visible: … }"});
  CHECK(problems_of("{}", kChoice) == Lines{"f:1: an empty shape in top"});
}

}  // namespace
}  // namespace nightporter::sites::yaml
