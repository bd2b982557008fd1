#include "app/commands/commands.h"
#include "app/run/night_run.h"

namespace nightporter::app {

ExitCode execute(const RunOptions& options, const CommandContext& context) {
  return night_run({.command = "run", .fetching = options.fetching}, context, context.configuration());
}

ExitCode execute(const DownloadOptions& options, const CommandContext& context) {
  return night_run({.command = "download", .fetching = options.fetching, .asked = AskedDays{options.from, options.to}}, context,
                   context.configuration());
}

}  // namespace nightporter::app
