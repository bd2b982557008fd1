#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "sites/language/words.h"
#include "sites/recipe_file.h"
#include "sites/walk.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::sites {
namespace {

struct Example {
  std::string title;  // of its first line: "steps", "recipe: head"
  std::string text;
};

/// The yaml blocks of docs/writing-a-site.md.
std::vector<Example> examples() {
  std::istringstream file(nightporter::test::read_file(std::filesystem::path(NIGHTPORTER_SOURCE) / "docs" / "writing-a-site.md"));
  std::vector<Example> found;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```yaml") found.emplace_back();
    const bool fence = line.starts_with("```");
    if (fence)
      inside = line == "```yaml";
    else if (inside && found.back().title.empty())
      found.back().title = line.substr(std::min<std::size_t>(2, line.size()));
    else if (inside)
      found.back().text += line + "\n";
  }
  return found;
}

std::string example(const std::string& title) {
  for (const Example& example : examples())
    if (example.title == title) return example.text;
  FAIL("docs/writing-a-site.md has no example " << title);
  return {};
}

std::string indented(const std::string& text, const std::string& by) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) result += by + line + "\n";
  return result;
}

void check(const std::string& recipe) {
  const auto problems = check_recipe(recipe, "example.yaml");
  for (const Problem& problem : problems) UNSCOPED_INFO(problem.to_string());
  if (!problems.empty()) UNSCOPED_INFO(recipe);
  CHECK(problems.empty());
}

std::string with_steps(const std::string& steps) {
  return example("recipe: head") + example("recipe: session") +
         "reports:\n  x:\n    file_title: X\n    period: { at_most: one day }\n    steps:\n" + indented(steps, "      ") +
         "      - expect_download: { by: { click: 'text=x' }, type: csv }\n";
}

TEST_CASE("the recipe that the documentation builds up has no problems") {
  check(example("recipe: head") + example("recipe: session") + example("recipe: reports"));
  check(example("recipe: head") + example("recipe: session") + example("recipe: variants"));
  check(example("recipe: head") + example("recipe: blocked") + example("recipe: session") + example("recipe: reports"));
  check(example("recipe: head") + example("recipe: session") + example("recipe: trouble") + example("recipe: reports"));
  check(example("recipe: head") + example("recipe: session") + example("recipe: judged"));
  const std::string reports = example("recipe: reports");
  const auto checks = reports.find("    checks:\n");
  const auto load = reports.find("    load:", checks);
  check(example("recipe: head") + example("recipe: session") + reports.substr(0, checks) + "    checks:\n" +
        indented(example("checks"), "      ") + reports.substr(load));
}

TEST_CASE("every step that the documentation shows is right") {
  int checked = 0;
  for (const Example& example : examples()) {
    if (example.title != "steps") continue;
    check(with_steps(example.text));
    ++checked;
  }
  CHECK(checked == 4);
}

TEST_CASE("the documentation shows every step word, and every example says what it is") {
  std::set<std::string> shown;
  const std::set<std::string> titles{"steps",           "recipe: head",    "recipe: session", "recipe: reports", "recipe: variants",
                                     "recipe: blocked", "recipe: trouble", "recipe: judged",  "checks",          "configuration"};
  for (const Example& example : examples()) {
    CHECK(titles.contains(example.title));
    if (example.title != "steps") continue;
    const CheckedRecipe checked = read_recipe(with_steps(example.text), "example.yaml");
    if (checked.recipe) for_every_step(checked.recipe->reports[0].steps, [&](const Step& step) { shown.insert(step.word()); });
  }
  shown.insert("otp");  // in the session's example
  const auto words = language::step_object().key_names();
  CHECK(shown == std::set<std::string>(words.begin(), words.end()));
}

}  // namespace
}  // namespace nightporter::sites
