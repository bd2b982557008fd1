#include "sites/recipe_file.h"

#include "sites/error.h"
#include "sites/language/recipe_reader.h"
#include "sites/language/words.h"
#include "sites/yaml/document.h"

namespace nightporter::sites {
namespace {

CheckedRecipe read(yaml::Document document) {
  CheckedRecipe result;
  result.problems = std::move(document.problems);
  // After a syntax error the tree is empty: to say that every key is missing would not help.
  if (!document.root.is_null() || result.problems.empty()) {
    Recipe recipe = language::read_recipe(document, result.problems);
    if (result.problems.empty()) result.recipe = std::move(recipe);
  }
  yaml::sort_by_place(result.problems);
  return result;
}

Recipe or_throw(CheckedRecipe checked) {
  if (!checked.recipe) throw RecipeError(std::move(checked.problems));
  return std::move(*checked.recipe);
}

}  // namespace

CheckedRecipe read_recipe(const std::string& text, const std::string& file) {
  return read(yaml::read_document(text, file));
}
CheckedRecipe read_recipe_file(const std::filesystem::path& path) {
  return read(yaml::read_document_file(path));
}
std::vector<Problem> check_recipe(const std::string& text, const std::string& file) {
  return read_recipe(text, file).problems;
}
Recipe parse_recipe(const std::string& text, const std::string& file) {
  return or_throw(read_recipe(text, file));
}
Recipe parse_recipe_file(const std::filesystem::path& path) {
  return or_throw(read_recipe_file(path));
}

std::string recipe_schema_json() {
  return yaml::to_json_schema(language::recipe_value(), "Nightporter recipe: one web site and its reports",
                              "https://nightporter.invalid/schemas/recipe.json");
}

}  // namespace nightporter::sites
