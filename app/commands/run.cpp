#include "app/commands/commands.h"
#include "app/run/night_run.h"

namespace nightporter::app {

ExitCode execute(const RunOptions& options, const CommandContext& context) {
  return night_run({.command = "run",
                    .selection = options.selection,
                    .window = options.window,
                    .keep_files = options.keep_files,
                    .parallel = options.parallel},
                   context, context.configuration());
}

ExitCode execute(const DownloadOptions& options, const CommandContext& context) {
  return night_run({.command = "download",
                    .selection = options.selection,
                    .asked = AskedDays{options.from, options.to},
                    .window = options.window,
                    .keep_files = options.keep_files,
                    .parallel = options.parallel},
                   context, context.configuration());
}

}  // namespace nightporter::app
