#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/strong_id.h"
#include "sites/recipe_file.h"

namespace nightporter::sites {

/// The recipes of a few folders by site code. In a later folder the same code replaces an earlier one: the user's own recipe wins
/// over the one that came with the program. Reads the folders when asked, keeps nothing.
class Catalog {
 public:
  /// In rising order of rank. Folders that do not exist are passed over.
  explicit Catalog(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  /// The folder that came with the program: ../share/nightporter/sites beside the program's own folder, else the source tree's.
  static std::filesystem::path built_in_folder();

  struct Item {
    model::SiteCode site;  // empty when the file cannot be read so far
    std::string name;
    std::filesystem::path file;
    std::vector<Problem> problems;
    std::vector<std::filesystem::path> replaces;  // files of lower rank with the same code
  };
  /// Sorted by code.
  std::vector<Item> list() const;

  /// The codes that a recipe can be asked for, sorted, each once; files are not read to their ends, unreadable ones are passed over.
  std::vector<std::string> codes() const;

  /// Throws ConfigurationLacking when no folder has the site ("did you mean…"), RecipeError when its file has problems.
  Recipe find(const model::SiteCode& site) const;

 private:
  std::vector<std::filesystem::path> folders_;
};

}  // namespace nightporter::sites
