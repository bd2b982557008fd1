#include "sites/yaml/document.h"

#include <catch2/catch.hpp>

#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites::yaml {
namespace {

TEST_CASE("every value of a YAML file knows its line and column") {
  const Document document = read_document("site: td\nreports:\n  orders: { steps: [click, 'fill'] }\n", "td.yaml");
  REQUIRE(document.problems.empty());
  CHECK(document.root.find("site")->place == Place{1, 7});
  const Node& steps = *document.root.find("reports")->find("orders")->find("steps");
  CHECK(document.root.find("reports")->entries[0].place == Place{3, 3});
  CHECK(steps.items[1].place == Place{3, 28});
  CHECK(steps.items[1].quoted);
  CHECK_FALSE(steps.items[0].quoted);
}

TEST_CASE("a key that stands twice is a problem at the second place") {
  const Document document = read_document("a: 1\nb: 2\na: 3\n", "x.yaml");
  REQUIRE(document.problems.size() == 1);
  CHECK(document.problems[0].to_string() == "x.yaml:3: \"a\" stands here twice; the first is on line 1: keep one of them");
  CHECK(document.root.find("a")->text == "1");
}

TEST_CASE("broken YAML is one problem with its line") {
  const Document document = read_document("a: [1, 2\nb: 3\n", "x.yaml");
  REQUIRE(document.problems.size() == 1);
  CHECK(document.problems[0].line == 2);
  CHECK(document.problems[0].message.find("this is not YAML") == 0);
}

TEST_CASE("a second document in a file is a problem") {
  const Document document = read_document("a: 1\n---\nb: 2\n", "x.yaml");
  REQUIRE(document.problems.size() == 1);
  CHECK(document.problems[0].line == 3);
}

TEST_CASE("a key that is no text is a problem") {
  const Document document = read_document("[a, b]: 1\n", "x.yaml");
  REQUIRE(document.problems.size() == 1);
  CHECK(document.problems[0].message == "a key must be a text");
}

TEST_CASE("an alias that holds itself, and aliases that multiply, end in a problem") {
  const Document loop = read_document("a: &a [*a]\n", "x.yaml");
  REQUIRE(loop.problems.size() == 1);
  CHECK(loop.problems[0].message == "nested too deeply");
  std::string bomb = "l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string below = "*l" + std::to_string(i - 1);
    bomb += "l" + std::to_string(i) + ": &l" + std::to_string(i) + " [" + below;
    for (int n = 0; n < 9; ++n) bomb += "," + below;
    bomb += "]\n";
  }
  const Document laughs = read_document(bomb, "x.yaml");
  REQUIRE(laughs.problems.size() == 1);
  CHECK(laughs.problems[0].message == "too many values");
}

TEST_CASE("an empty file is nothing, not an error of syntax") {
  const Document document = read_document("# only a remark\n", "x.yaml");
  CHECK(document.problems.empty());
  CHECK(document.root.is_null());
}

TEST_CASE("a file that cannot be read says so") {
  CHECK_THROWS_AS(read_document_file("/nowhere/x.yaml"), std::system_error);
}

TEST_CASE("the nearest word is found through slips of the keyboard, and only then") {
  const std::vector<std::string> words{"click", "dblclick", "wait_for", "fill", "file_title"};
  CHECK(nearest("clik", words) == "click");
  CHECK(nearest("clcik", words) == "click");
  CHECK(nearest("Click", words) == "click");
  CHECK(nearest("wait-for", words) == "wait_for");
  CHECK(nearest("waitFor", words) == "wait_for");
  CHECK(nearest("fil_title", words) == "file_title");
  CHECK(nearest("xyz", words).empty());
  CHECK(nearest("", words).empty());
  CHECK(edit_distance("ab", "ba") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(did_you_mean("xyz", {"a", "b"}) == "known here: a, b");
}

}  // namespace
}  // namespace nightporter::sites::yaml
