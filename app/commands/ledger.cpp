#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "storage/acceptances.h"
#include "storage/download_outcome.h"
#include "storage/run_ledger.h"

namespace nightporter::app {

namespace {

/// "loaded", "zero_sales_confirmed", "gate_failed: totals", "failed: no_file".
std::string outcome_text(const storage::Download& download) {
  const auto outcome = storage::outcome_of(download);
  std::string text(to_string(outcome));
  if (!download.judgement.failed_gates.empty() && outcome != storage::DownloadOutcome::kEmptySuspicious)
    text += ": " + storage::join_gates(download.judgement.failed_gates);
  else if (download.failure && download.failure->kind != text)
    text += ": " + download.failure->kind;
  return text;
}

std::optional<storage::Acceptance> acceptance_of(storage::Database& database, const storage::Download& download) {
  if (!download.judgement.acceptance) return std::nullopt;
  return storage::Acceptances(database).find(*download.judgement.acceptance);
}

Listing::Value count(const std::optional<storage::Upsert>& counts, std::int64_t storage::Upsert::* member) {
  return counts ? Listing::Value((*counts).*member) : Listing::Value();
}

}  // namespace

ExitCode execute(const LedgerOptions& options, const CommandContext& context) {
  const auto database = open_existing_database(context.configuration());
  storage::DownloadFilter filter{.at_most = options.limit};
  if (!options.run.empty()) filter.run = model::RunId(options.run);
  if (options.selection.crm != "all") filter.site = model::SiteCode(options.selection.crm);
  if (options.selection.store != "all") filter.store = model::StoreCode(options.selection.store);
  if (options.selection.report != "all") filter.report = model::ReportName(options.selection.report);

  Listing listing({{"id", "id"},
                   {"run", "run"},
                   {"site", ""},
                   {"store", ""},
                   {"", "store"},
                   {"report", "report"},
                   {"from", "from"},
                   {"to", "to"},
                   {"status", "outcome"},
                   {"rows", "rows"},
                   {"new", "new"},
                   {"updated", "updated"},
                   {"unchanged", ""},
                   {"duplicates", ""},
                   {"quarantined", ""},
                   {"withdrawn", ""},
                   {"outcome", ""},
                   {"failed_gates", ""},
                   {"accepted_by", ""},
                   {"accepted_at", ""},
                   {"accepted_because", ""},
                   {"size_bytes", "bytes"},
                   {"md5", "md5"},
                   {"sha256", ""},
                   {"file", "file"},
                   {"path", ""},
                   {"source_url", ""},
                   {"length_verified", ""},
                   {"started_at", ""},
                   {"finished_at", ""},
                   {"error_kind", ""},
                   {"error", ""}});
  if (database)
    for (const storage::Download& row : storage::RunLedger(*database).downloads(filter)) {
      const bool has_file = !row.file_name.empty();
      const auto acceptance = acceptance_of(*database, row);
      listing.add({row.id,
                   row.run.value(),
                   row.of.site.value(),
                   row.of.store.value(),
                   row.of.site.value() + "/" + row.of.store.value(),
                   row.of.report.value(),
                   row.period.from.to_iso(),
                   row.period.to.to_iso(),
                   outcome_text(row),
                   count(row.counts, &storage::Upsert::staged),
                   count(row.counts, &storage::Upsert::inserted),
                   count(row.counts, &storage::Upsert::updated),
                   count(row.counts, &storage::Upsert::unchanged),
                   count(row.counts, &storage::Upsert::duplicates),
                   count(row.counts, &storage::Upsert::quarantined),
                   count(row.counts, &storage::Upsert::withdrawn),
                   std::string(to_string(storage::outcome_of(row))),
                   storage::join_gates(row.judgement.failed_gates),
                   acceptance ? Listing::Value(acceptance->accepted_by) : Listing::Value(),
                   acceptance ? Listing::Value(storage::to_iso(acceptance->accepted_at)) : Listing::Value(),
                   acceptance ? Listing::Value(acceptance->reason) : Listing::Value(),
                   has_file ? Listing::Value(row.size_bytes) : Listing::Value(),
                   row.hash.md5,
                   row.hash.sha256,
                   row.file_name,
                   row.path.string(),
                   row.source_url,
                   row.length_verified,
                   storage::to_iso(row.started_at),
                   storage::to_iso(row.finished_at),
                   row.failure ? row.failure->kind : std::string(),
                   row.failure ? row.failure->text : std::string()});
    }
  context.print(listing, "The ledger has no such entries yet; `nightporter run` makes some.");
  return ExitCode::kGood;
}

}  // namespace nightporter::app
