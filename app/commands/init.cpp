#include "app/commands/commands.h"
#include "app/commands/new_file.h"
#include "starter.yaml.h"

namespace nightporter::app {

ExitCode execute(const InitOptions& options, const CommandContext& context) {
  write_new_file(options.file, embedded::kStarterYaml);
  context.out << options.file.string() << " written. Add your stores to it, then:\n"
              << "  nightporter config check\n  nightporter bootstrap --crm SITE --store STORE\n  nightporter run\n";
  return ExitCode::kGood;
}

}  // namespace nightporter::app
