#include "sites/catalog.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string_view>
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

bool is_code(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

/// Also of a file with problems, so that they are told to whoever wants that site. YAML is understood only where it must be: a plain line
/// `site: td` says it all.
std::string site_code_of(const std::filesystem::path& file) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("site:")) continue;
    const std::string_view value = std::string_view(line).substr(5, line.find(" #") == std::string::npos ? line.npos : line.find(" #") - 5);
    const std::size_t begin = value.find_first_not_of(' ');
    if (begin == 0 || begin == std::string_view::npos) break;
    const std::string_view code = value.substr(begin, value.find_last_not_of(" \t\r") + 1 - begin);
    if (is_code(code)) return std::string(code);
    break;
  }
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

std::vector<std::string> Catalog::codes() const {
  std::vector<std::string> codes;
  for (const auto& folder : folders_)
    for (const auto& file : recipe_files(folder)) {
      try {
        if (std::string code = site_code_of(file); !code.empty()) codes.push_back(std::move(code));
      } catch (const std::system_error&) {
        continue;  // find() tells whoever might want it
      }
    }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

Recipe Catalog::find(const model::SiteCode& site) const {
  for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
    for (const auto& file : recipe_files(*folder)) {
      if (site_code_of(file) == site.value()) return parse_recipe_file(file);
    }
  }
  std::string places;
  for (const auto& folder : folders_) places += (places.empty() ? "" : ", ") + folder.string();
  throw ConfigurationLacking("no recipe for site \"" + site.value() + "\" in " + places + "; " + yaml::did_you_mean(site.value(), codes()));
}

}  // namespace nightporter::sites
