#include "sites/catalog.h"

#include <algorithm>
#include <map>
#include <system_error>

#include "sites/error.h"
#include "sites/yaml/did_you_mean.h"
#include "sites/yaml/document.h"

namespace nightporter::sites {
namespace {

std::vector<std::filesystem::path> recipe_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.is_regular_file() && (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml"))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string site_code_of(const std::filesystem::path& file) {
  const yaml::Document document = yaml::read_document_file(file);
  const yaml::Node* site = document.root.find("site");
  return site != nullptr ? site->text : "";
}

}  // namespace

std::filesystem::path Catalog::built_in_folder() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "nightporter" / "sites";
    if (std::filesystem::is_directory(installed, error)) return installed;
  }
  return NIGHTPORTER_SOURCE_CATALOG;
}

std::vector<Catalog::Item> Catalog::list() const {
  std::map<std::string, Item> by_code;
  for (const auto& folder : folders_) {
    for (const auto& file : recipe_files(folder)) {
      Item item;
      item.file = file;
      try {
        CheckedRecipe checked = read_recipe_file(file);
        item.site = checked.recipe ? checked.recipe->site : model::SiteCode(site_code_of(file));
        if (checked.recipe) item.name = checked.recipe->name;
        item.problems = std::move(checked.problems);
      } catch (const std::system_error& unreadable) {
        item.problems.push_back({file.string(), 0, 0, "", unreadable.what(), "check its permissions"});
      }
      const std::string code = item.site.empty() ? "\x7f" + file.string() : item.site.value();  // those without a code stand last
      if (const auto lower = by_code.find(code); lower != by_code.end()) {
        item.replaces = lower->second.replaces;
        item.replaces.push_back(lower->second.file);
      }
      by_code[code] = std::move(item);
    }
  }
  std::vector<Item> items;
  for (auto& entry : by_code) items.push_back(std::move(entry.second));
  return items;
}

Recipe Catalog::find(const model::SiteCode& site) const {
  std::vector<std::string> codes;
  for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
    for (const auto& file : recipe_files(*folder)) {
      const std::string code = site_code_of(file);
      if (code == site.value()) return parse_recipe_file(file);
      if (!code.empty()) codes.push_back(code);
    }
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::string places;
  for (const auto& folder : folders_) places += (places.empty() ? "" : ", ") + folder.string();
  throw ConfigurationLacking("no recipe for site \"" + site.value() + "\" in " + places + "; " + yaml::did_you_mean(site.value(), codes));
}

}  // namespace nightporter::sites
