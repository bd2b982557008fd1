#include "app/commands/commands.h"
#include "app/run/night_run.h"
#include "app/run/show_plan.h"

namespace nightporter::app {

namespace {

ExitCode fetch(const NightRunRequest& request, const CommandContext& context) {
  if (request.fetching.dry_run) return show_plan(request, context, context.configuration());
  return night_run(request, context, context.configuration());
}

}  // namespace

ExitCode execute(const RunOptions& options, const CommandContext& context) {
  return fetch({.command = "run", .fetching = options.fetching}, context);
}

ExitCode execute(const DownloadOptions& options, const CommandContext& context) {
  return fetch({.command = "download", .fetching = options.fetching, .asked = AskedDays{options.from, options.to}}, context);
}

ExitCode execute(const BackfillOptions& options, const CommandContext& context) {
  const AskedDays days{*options.from, *options.to, /*only_missing=*/true, options.limit};
  return fetch({.command = "backfill", .fetching = options.fetching, .asked = days}, context);
}

}  // namespace nightporter::app
