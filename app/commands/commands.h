#pragma once

#include <ostream>

#include "app/commands/options.h"
#include "app/config/configuration.h"
#include "app/config/environment.h"
#include "app/exit_code.h"
#include "app/terminal/listing.h"

namespace nightporter::app {

/// What a command works with. The streams outlive it.
struct CommandContext {
  GlobalOptions global;
  Environment environment;
  std::ostream& out;
  std::ostream& err;
  std::string program = "nightporter";  // as a person calls it from here: its path where it is not on PATH

  Configuration configuration() const { return read_configuration(global, environment); }

  /// As JSON with --json, else as a table; `empty_text` stands for a table without rows.
  void print(const Listing& listing, const std::string& empty_text) const {
    if (global.json)
      listing.print_json(out);
    else
      listing.print_table(out, empty_text);
  }
};

// One function a command, each in a file of its own. They throw app::Error and the errors of the rooms below, which
// error_report.h turns into a message and an exit code.
ExitCode execute(const RunOptions& options, const CommandContext& context);
ExitCode execute(const DownloadOptions& options, const CommandContext& context);
ExitCode execute(const BackfillOptions& options, const CommandContext& context);
ExitCode execute(const BootstrapOptions& options, const CommandContext& context);
ExitCode execute(const RecordOptions& options, const CommandContext& context);
ExitCode execute(const SessionsListOptions& options, const CommandContext& context);
ExitCode execute(const SessionsCheckOptions& options, const CommandContext& context);
ExitCode execute(const SessionsExportOptions& options, const CommandContext& context);
ExitCode execute(const SessionsImportOptions& options, const CommandContext& context);
ExitCode execute(const SessionsForgetOptions& options, const CommandContext& context);
ExitCode execute(const SessionsReleaseOptions& options, const CommandContext& context);
ExitCode execute(const SessionsRollbackOptions& options, const CommandContext& context);
ExitCode execute(const ScheduleOptions& options, const CommandContext& context);
ExitCode execute(const CoverageOptions& options, const CommandContext& context);
ExitCode execute(const LedgerOptions& options, const CommandContext& context);
ExitCode execute(const ParseOptions& options, const CommandContext& context);
ExitCode execute(const AcceptOptions& options, const CommandContext& context);
ExitCode execute(const UploadOptions& options, const CommandContext& context);
ExitCode execute(const ExportOptions& options, const CommandContext& context);
ExitCode execute(const RunsOptions& options, const CommandContext& context);
ExitCode execute(const DoctorOptions& options, const CommandContext& context);
ExitCode execute(const SitesListOptions& options, const CommandContext& context);
ExitCode execute(const SitesCheckOptions& options, const CommandContext& context);
ExitCode execute(const SitesSchemaOptions& options, const CommandContext& context);
ExitCode execute(const SitesInferOptions& options, const CommandContext& context);
ExitCode execute(const SitesImportOptions& options, const CommandContext& context);
ExitCode execute(const SitesExportOptions& options, const CommandContext& context);
ExitCode execute(const DemoOptions& options, const CommandContext& context);
ExitCode execute(const InitOptions& options, const CommandContext& context);
ExitCode execute(const ConfigCheckOptions& options, const CommandContext& context);

}  // namespace nightporter::app
