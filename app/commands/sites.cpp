#include <system_error>

#include "app/commands/commands.h"
#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "sites/recipe_file.h"

namespace nightporter::app {

sites::Catalog site_catalog(const Configuration& configuration, const Environment& environment) {
  const auto named = environment.find("NIGHTPORTER_CATALOG");
  std::vector<std::filesystem::path> folders;
  if (named && !named->empty())
    folders.emplace_back(*named);
  else
    folders.push_back(sites::Catalog::built_in_folder());
  folders.insert(folders.end(), configuration.site_folders.begin(), configuration.site_folders.end());
  return sites::Catalog(std::move(folders));
}

ExitCode execute(const SitesListOptions&, const CommandContext& context) {
  Listing listing({{"site", "site"}, {"name", "name"}, {"problems", "problems"}, {"file", "recipe"}});
  for (const auto& item : site_catalog(context.configuration(), context.environment).list())
    listing.add({item.site.value(), item.name, static_cast<std::int64_t>(item.problems.size()), item.file.string()});
  context.print(listing, "There are no recipes.");
  return ExitCode::kGood;
}

ExitCode execute(const SitesCheckOptions& options, const CommandContext& context) {
  std::vector<std::filesystem::path> files = options.files;
  if (files.empty())
    for (const auto& item : site_catalog(context.configuration(), context.environment).list()) files.push_back(item.file);
  Listing listing({{"file", ""}, {"line", ""}, {"column", ""}, {"where", ""}, {"message", ""}, {"hint", ""}});
  std::size_t found = 0;
  for (const auto& file : files) {
    std::vector<sites::Problem> problems;
    try {
      problems = sites::read_recipe_file(file).problems;
    } catch (const std::system_error& error) {
      throw UsageError(file.string() + " cannot be read: " + error.code().message());
    }
    found += problems.size();
    for (const sites::Problem& problem : problems) {
      if (!context.global.json) context.out << problem.to_string() << '\n';
      listing.add({problem.file, std::int64_t{problem.line}, std::int64_t{problem.column}, problem.where, problem.message, problem.hint});
    }
    if (!context.global.json && problems.empty()) context.out << file.string() << ": good\n";
  }
  if (context.global.json) listing.print_json(context.out);
  return found == 0 ? ExitCode::kGood : ExitCode::kConfiguration;
}

ExitCode execute(const SitesSchemaOptions&, const CommandContext& context) {
  context.out << sites::recipe_schema_json() << '\n';
  return ExitCode::kGood;
}

}  // namespace nightporter::app
