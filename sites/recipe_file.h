#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sites/recipe.h"
#include "sites/yaml/problem.h"

namespace nightporter::sites {

using yaml::Problem;

/// A recipe file, read and checked to the end. `recipe` is there only when there are no problems.
struct CheckedRecipe {
  std::optional<Recipe> recipe;
  std::vector<Problem> problems;  // in the file's order
};

/// Reads a recipe and says everything that is wrong with it, with places. Pure: `file` is only a name for messages.
CheckedRecipe read_recipe(const std::string& text, const std::string& file);
/// Throws std::system_error when the file cannot be read.
CheckedRecipe read_recipe_file(const std::filesystem::path& path);

/// The problems only.
std::vector<Problem> check_recipe(const std::string& text, const std::string& file);

/// Throws RecipeError with all problems.
Recipe parse_recipe(const std::string& text, const std::string& file);
Recipe parse_recipe_file(const std::filesystem::path& path);

/// JSON Schema (draft 2020-12) of recipe files, for editors; made from the same tables as the checks.
std::string recipe_schema_json();

}  // namespace nightporter::sites
