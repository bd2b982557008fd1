#include "app/commands/commands.h"
#include "app/error_report.h"
#include "app/run/store_jobs.h"
#include "app/upload/upload_targets.h"

namespace nightporter::app {

ExitCode execute(const ConfigCheckOptions&, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  Listing listing({{"site", ""},
                   {"store", ""},
                   {"", "store"},
                   {"name", "name"},
                   {"recipe", "recipe"},
                   {"secrets", "secrets"},
                   {"problem", "problem"},
                   {"hint", ""}});
  bool good = true;
  for (const StoreJob& job : prepare_jobs(configuration, context.environment, {})) {
    std::string secrets;
    for (const auto& [name, secret] : job.store.secrets) secrets += (secrets.empty() ? "" : ", ") + name;
    good = good && job.problem.empty();
    listing.add({job.store.site.value(), job.store.code.value(), job.store.label(), job.store.name, job.recipe.file, secrets,
                 job.problem.empty() ? std::string("none") : job.problem + (job.hint.empty() ? "" : " → " + job.hint), job.hint});
  }
  if (!configuration.stores.empty())
    for (const UploadTarget& target : upload_targets(configuration, context.environment, {})) {
      good = good && target.problem.empty();
      listing.add({target.site.value(), target.stores.front(), target.source(), "→ " + target.label(), Listing::Value(), Listing::Value(),
                   target.problem.empty() ? std::string("none") : target.problem + (target.hint.empty() ? "" : " → " + target.hint),
                   target.hint});
    }
  context.print(listing, "No stores are configured.");
  if (!context.global.json)
    context.out << "data " << configuration.data.string() << (configuration.database_address ? ", PostgreSQL" : ", SQLite there")
                << ", downloads " << configuration.downloads.string()
                << (configuration.file.empty() ? "" : ", from " + configuration.file.string()) << '\n';
  return good ? ExitCode::kGood : ExitCode::kConfiguration;
}

}  // namespace nightporter::app
