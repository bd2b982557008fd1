#include <catch2/catch.hpp>

#include "app/error.h"
#include "app/run/store_jobs.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

using Catch::Matchers::Contains;

sites::Recipe recipe_with_origins(std::vector<std::string> origins) {
  sites::Recipe recipe;
  recipe.site = model::SiteCode("td");
  recipe.file = "td.yaml";
  for (const std::string& origin : origins) recipe.origins.push_back(sites::TextTemplate::parse(origin));
  return recipe;
}

Configuration configured(const std::string& origin) {
  return parse_configuration("sites:\n  origins:\n    td:\n      " + origin + ": http://127.0.0.1:1\n", "nightporter.yaml");
}

TEST_CASE("an override for an origin of the recipe is taken, however it is written") {
  const auto overrides =
      overrides_for(configured("https://Reports.example.com:443/"), recipe_with_origins({"https://reports.example.com"}));
  CHECK(overrides.apply("https://reports.example.com/a") == "http://127.0.0.1:1/a");
}

TEST_CASE("an override for an origin that the recipe does not have is refused with its place and what there is") {
  const sites::Recipe recipe = recipe_with_origins({"https://reports.example.com", "https://subs.example.com"});
  try {
    overrides_for(configured("https://report.example.com"), recipe);
    FAIL("it was taken");
  } catch (const ConfigurationError& error) {
    CHECK_THAT(error.what(), Contains("nightporter.yaml:4") && Contains("td.yaml has no origin https://report.example.com"));
    CHECK_THAT(error.hint(), Contains("https://reports.example.com"));
  }
}

TEST_CASE("an origin with a variable may be any; another site's origins do not matter") {
  CHECK_NOTHROW(overrides_for(configured("https://a668.example.com"), recipe_with_origins({"https://{{ store.code }}.example.com"})));
  sites::Recipe other = recipe_with_origins({"https://x.example"});
  other.site = model::SiteCode("uc");
  CHECK(overrides_for(configured("https://report.example.com"), other).empty());
}

TEST_CASE("origins of a site without a recipe are refused") {
  const test::TemporaryFolder folder;
  const Configuration configuration =
      parse_configuration("sites:\n  origins:\n    tdd: { https://a.example: http://127.0.0.1:1 }\nstores: [ { site: td, code: a } ]\n",
                          folder / "nightporter.yaml");
  CHECK_THROWS_WITH(prepare_jobs(configuration, Environment(), {}), Contains(":3: ") && Contains("\"tdd\", which has no recipe"));
}

}  // namespace
}  // namespace nightporter::app
