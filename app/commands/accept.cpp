#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "app/run/ledger_run.h"
#include "app/terminal/difference_listing.h"
#include "stages/load/load_file.h"
#include "stages/parse/parse_error.h"
#include "stages/run/load_collected.h"
#include "storage/download_outcome.h"
#include "storage/store_lease.h"

namespace nightporter::app {

namespace {

std::string describe_row(const storage::Download& row) {
  return "ledger entry " + std::to_string(row.id) + " (" + row.of.site.value() + "/" + row.of.store.value() + " " + row.of.report.value() +
         " " + row.period.to_string() + ")";
}

std::optional<std::int64_t> as_id(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(id) : std::nullopt;
}

std::filesystem::path whole(const std::filesystem::path& path) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
}

bool is_refused(const storage::Download& row) {
  return row.status == storage::DownloadStatus::kCheckFailed;
}

storage::Download row_of_file(storage::RunLedger& ledger, const std::string& file) {
  storage::DownloadFilter filter{.at_most = 1'000'000};
  std::optional<storage::Download> found;
  for (storage::Download& row : ledger.downloads(filter))
    if (!row.path.empty() && whole(row.path) == whole(file) && !row.file_deleted_at && (!found || is_refused(row)) &&
        !(found && is_refused(*found)))
      found = std::move(row);
  if (found) return *std::move(found);
  throw UsageError("the ledger has no file " + file, "`nightporter ledger` lists the files; name one, or its id.");
}

storage::Download row_of_period(storage::RunLedger& ledger, const AcceptOptions& options) {
  if (options.selection.crm == "all" || options.selection.store == "all" || options.selection.report == "all" || !options.from)
    throw UsageError("which file is accepted?",
                     "Give its id from `nightporter ledger`, its path, or --crm, --store, --report and --from (and --to).");
  const auto today = model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  const model::CalendarDate from = options.from->resolve(today);
  const model::Period period{from, options.to ? options.to->resolve(today) : from};
  storage::DownloadFilter filter{.site = model::SiteCode(options.selection.crm),
                                 .store = model::StoreCode(options.selection.store),
                                 .report = model::ReportName(options.selection.report),
                                 .overlapping = period};
  // Newest first; what was loaded since needs nobody's word.
  for (storage::Download& row : ledger.downloads(filter)) {
    if (row.period.from != period.from || row.period.to != period.to) continue;
    return std::move(row);
  }
  throw UsageError("the ledger has nothing of " + options.selection.crm + "/" + options.selection.store + " " + options.selection.report +
                       " for " + period.to_string(),
                   "`nightporter ledger` lists what was fetched, with the period of each file.");
}

storage::Download find_row(storage::RunLedger& ledger, const AcceptOptions& options) {
  if (options.what.empty()) return row_of_period(ledger, options);
  const auto id = as_id(options.what);
  if (!id) return row_of_file(ledger, options.what);
  if (auto row = ledger.download(*id)) return *std::move(row);
  throw UsageError("the ledger has no entry " + options.what, "`nightporter ledger` lists them with their ids.");
}

/// Only a file that was refused and is still there can be accepted.
void require_refused_file(const storage::Download& row) {
  switch (row.status) {
    case storage::DownloadStatus::kCheckFailed:
      break;
    case storage::DownloadStatus::kLoaded:
    case storage::DownloadStatus::kUnchanged:
      throw UsageError(describe_row(row) + " is loaded already: there is nothing to accept");
    case storage::DownloadStatus::kCollected:
      throw UsageError(describe_row(row) + " was not judged yet", "`nightporter run` loads it.");
    case storage::DownloadStatus::kFailed:
      throw UsageError(describe_row(row) + " failed: " + (row.failure ? row.failure->text : "no file came"),
                       "No gate refused it; fetch it again.");
  }
  if (row.file_deleted_at || !std::filesystem::exists(row.path))
    throw UsageError("the file of " + describe_row(row) + " is gone: " + row.path.string(),
                     "Fetch it again; `downloads: keep` in nightporter.yaml says how long refused files are kept.");
}

/// An older file must not write over what a newer one brought.
void require_newest(storage::RunLedger& ledger, const storage::Download& row) {
  for (const storage::Download& other : ledger.downloads(
           {.site = row.of.site, .store = row.of.store, .report = row.of.report, .overlapping = row.period, .at_most = 1'000'000})) {
    const bool loaded = other.status == storage::DownloadStatus::kLoaded || other.status == storage::DownloadStatus::kUnchanged;
    if (loaded && other.id > row.id)
      throw UsageError(describe_row(row) + " is older than " + describe_row(other) + ", which is loaded",
                       "The newer file is what the site says now; fetch the period again if that is wrong.");
  }
}

/// Whose word it is: as told, or the user who called.
std::string person(const AcceptOptions& options, const Environment& environment) {
  if (!options.by.empty()) return options.by;
  for (const char* name : {"SUDO_USER", "LOGNAME", "USER"})
    if (const auto found = environment.find(name); found && !found->empty()) return *found;
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr ? entry->pw_name : "uid " + std::to_string(::getuid());
}

model::Store store_of(const storage::Download& row, const Configuration& configuration) {
  const Selection selection{.crm = row.of.site.value(), .store = row.of.store.value()};
  const StoreSettings settings = select_stores(configuration, selection).front();
  // What is needed of the store are its words; its secrets are not.
  return {.site = settings.site, .code = settings.code, .name = settings.name, .variables = settings.variables};
}

std::vector<std::string> failed_gates(const stages::LoadOutcome& outcome) {
  std::vector<std::string> gates;
  for (const stages::CheckRule rule : outcome.checks.failed) gates.emplace_back(to_string(rule));
  return gates;
}

/// What the file would do if it were let through, and which gates it takes. Throws when it cannot be accepted at all.
std::vector<std::string> look(storage::Database& database, stages::LoadRequest request, const storage::Download& row) {
  request.mode = stages::LoadMode::kDryRun;
  const stages::LoadOutcome outcome = stages::load_file(database, request);
  if (outcome.good()) return {};
  if (outcome.kind == stages::LoadOutcome::Kind::kRefused && outcome.checks.can_be_accepted()) return failed_gates(outcome);
  const bool changed = outcome.failure_kind == to_string(stages::ParseErrorKind::kSiteChanged);
  throw Error(changed ? ExitCode::kSiteChanged : ExitCode::kCheckFailed,
              describe_row(row) + " cannot be accepted, since what is wrong is its structure and no gate: " + outcome.message,
              outcome.hint.empty() ? "Mend the recipe, or fetch the file again." : outcome.hint);
}

void print_result(const CommandContext& context, const storage::Download& row, const storage::Acceptance& acceptance,
                  const stages::LoadOutcome& outcome, bool dry_run) {
  Listing listing({{"id", "id"},
                   {"store", "store"},
                   {"report", "report"},
                   {"from", "from"},
                   {"to", "to"},
                   {"waived", "waived"},
                   {"new", "new"},
                   {"updated", "updated"},
                   {"unchanged", "unchanged"},
                   {"quarantined", "quarantined"},
                   {"withdrawn", "withdrawn"},
                   {"accepted_by", "by"},
                   {"reason", "reason"},
                   {"dry_run", ""},
                   {"file", ""},
                   {"difference", ""}});
  const auto difference = std::make_shared<const Listing>(difference_listing(outcome.difference));
  listing.add({row.id, row.of.site.value() + "/" + row.of.store.value(), row.of.report.value(), row.period.from.to_iso(),
               row.period.to.to_iso(), storage::join_gates(acceptance.gates), outcome.counts.inserted, outcome.counts.updated,
               outcome.counts.unchanged, outcome.counts.quarantined, outcome.counts.withdrawn, acceptance.accepted_by, acceptance.reason,
               dry_run, row.path.string(), difference});
  context.print(listing, "");
  if (context.global.json) return;
  if (dry_run) {
    if (!outcome.difference.empty()) context.out << '\n';
    difference->print_table(context.out, outcome.counts.staged == 0 ? "No row would be loaded." : "The rows are known as they are.");
    context.out << "Nothing was changed: this is what accepting it would load.\n";
  } else if (acceptance.gates.empty())
    context.out << "It passes its gates now; it was loaded, and no gate was waived.\n";
  else
    context.out << "Loaded. The same content fetched again is loaded too; other content needs another acceptance.\n";
}

}  // namespace

ExitCode execute(const AcceptOptions& options, const CommandContext& context) {
  if (options.reason.empty() && !options.dry_run)
    throw UsageError("--reason is missing", "Say why the file is right although a gate refused it: it stands in the ledger for ever.");
  const Configuration configuration = context.configuration();
  const auto database = open_existing_database(configuration);
  if (!database) throw UsageError("there is no ledger yet", "`nightporter run` makes it.");
  storage::RunLedger ledger(*database);
  const storage::Download row = find_row(ledger, options);
  require_refused_file(row);
  require_newest(ledger, row);
  const sites::Recipe recipe = site_catalog(configuration, context.environment).find(row.of.site);
  const sites::Report* report = recipe.find_report(row.of.report);
  if (report == nullptr)
    throw ConfigurationError("the recipe " + recipe.file + " has no report " + row.of.report.value() + " any more",
                             "Put the report back into the recipe.");
  stages::LoadRequest request = stages::load_request(recipe, *report, store_of(row, configuration), row);

  storage::Acceptance acceptance{.gates = look(*database, request, row),
                                 .reason = options.reason,
                                 .accepted_by = person(options, context.environment),
                                 .accepted_at = storage::now()};
  if (options.dry_run) {
    acceptance.run = row.run;
    request.mode = stages::LoadMode::kDryRun;
    request.acceptance = acceptance;
    print_result(context, row, acceptance, stages::load_file(*database, request), true);
    return ExitCode::kGood;
  }
  stages::LoadOutcome outcome;
  const ExitCode exit_code = in_ledger_run(*database, "accept", [&](const model::RunId& run) {
    acceptance.run = run;
    storage::StoreLease lease(*database, row.of.site, row.of.store, run);
    request.acceptance = acceptance;
    request.before_commit = [&lease] { lease.check(); };
    outcome = stages::load_file(*database, request);
    const bool good = outcome.good();
    return LedgerRunEnd{good ? ExitCode::kGood : ExitCode::kCheckFailed, (good ? "accepted " : "could not accept ") + describe_row(row)};
  });
  if (!outcome.good()) throw Error(exit_code, describe_row(row) + ": " + outcome.message, outcome.hint);
  print_result(context, row, acceptance, outcome, false);
  return exit_code;
}

}  // namespace nightporter::app
