#include "sites/catalog.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "sites/error.h"
#include "tests/sites/language/recipe_text.h"

namespace nightporter::sites {
namespace {

struct TempFolder {
  TempFolder() {
    char pattern[] = "/tmp/nightporter-catalog-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~TempFolder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
  std::filesystem::path path;
};

const std::filesystem::path kBuiltIn = std::filesystem::path(NIGHTPORTER_SOURCE) / "sites" / "catalog";

TEST_CASE("every recipe of the catalogue is without problems") {
  const auto items = Catalog({kBuiltIn}).list();
  std::vector<std::string> codes;
  for (const auto& item : items) {
    codes.push_back(item.site.value());
    for (const Problem& problem : item.problems) FAIL_CHECK(problem.to_string());
  }
  CHECK(codes == std::vector<std::string>{"andalan", "demo", "td", "uc"});
}

TEST_CASE("the catalogue that came with the program is found from the source tree") {
  CHECK(std::filesystem::equivalent(Catalog::built_in_folder(), kBuiltIn));
}

TEST_CASE("the user's recipe wins over the one that came with the program") {
  TempFolder first, second;
  first.write("shop.yaml", test::kRecipe);
  second.write("mine.yml", test::with_line(2, "name: My shop"));
  const Catalog catalog({first.path, second.path, "/nowhere"});
  CHECK(catalog.find(model::SiteCode("shop")).name == "My shop");
  const auto items = catalog.list();
  REQUIRE(items.size() == 1);
  CHECK(items[0].file == second.path / "mine.yml");
  CHECK(items[0].replaces == std::vector<std::filesystem::path>{first.path / "shop.yaml"});
}

TEST_CASE("a recipe with problems is listed with them, and using it says them") {
  TempFolder folder;
  folder.write("shop.yaml", test::with_line(19, "      - clik: x"));
  folder.write("notes.txt", "no recipe");
  folder.write("broken.yaml", "site: [");
  const Catalog catalog({folder.path});
  const auto items = catalog.list();
  REQUIRE(items.size() == 2);
  CHECK(items[0].site.value() == "shop");
  CHECK(items[0].problems.size() == 1);
  CHECK(items[1].problems.size() == 1);
  CHECK_THROWS_AS(catalog.find(model::SiteCode("shop")), RecipeError);
}

TEST_CASE("the code of a site is found however it is written in YAML") {
  TempFolder folder;
  folder.write("a.yaml", "site: plain   # with a remark\n");
  folder.write("b.yaml", "name: B\nsite:   'quoted'\n");
  folder.write("c.yaml", "{ name: C, \"site\": flow }\n");
  folder.write("d.yaml", "site:\n  folded\n");
  folder.write("e.yaml", "notes: |\n  site: inside\nsite: outside\n");
  folder.write("f.yaml", "# site: remark\n# nothing\n");
  folder.write("g.yaml", "site: damaged\nreports: [\n");
  CHECK(Catalog({folder.path}).codes() == std::vector<std::string>{"damaged", "flow", "folded", "outside", "plain", "quoted"});
}

TEST_CASE("the user's own recipe that cannot be read is told, not passed over for the one that came with the program") {
  TempFolder first, second;
  first.write("shop.yaml", test::kRecipe);
  second.write("mine.yaml", "site: shop\nreports: [\n");
  CHECK_THROWS_AS(Catalog({first.path, second.path}).find(model::SiteCode("shop")), RecipeError);
}

TEST_CASE("a site that nobody knows is answered with the nearest one") {
  TempFolder folder;
  folder.write("shop.yaml", test::kRecipe);
  try {
    Catalog({folder.path}).find(model::SiteCode("shpo"));
    FAIL("no error");
  } catch (const ConfigurationLacking& error) {
    CHECK(std::string(error.what()).find("did you mean \"shop\"?") != std::string::npos);
  }
}

}  // namespace
}  // namespace nightporter::sites
