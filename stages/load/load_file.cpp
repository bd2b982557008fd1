#include "stages/load/load_file.h"

#include <optional>
#include <utility>

#include "stages/error.h"
#include "stages/load/checked_file.h"
#include "storage/audit.h"
#include "storage/error.h"
#include "storage/fact_loader.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

namespace {

std::string rows_text(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

std::vector<std::string> warnings_of(const ParsedTable& table, const LoadOutcome& outcome) {
  std::vector<std::string> warnings = table.warnings;
  if (outcome.checks.rows_outside_period > 0)
    warnings.push_back(rows_text(outcome.checks.rows_outside_period) + " outside the asked period left out");
  if (outcome.counts.conflicting > 0)
    warnings.push_back(rows_text(static_cast<std::uint64_t>(outcome.counts.conflicting)) +
                       " with the key of a later row and other content: the last one was taken");
  return warnings;
}

/// Whatever it throws, the transaction was rolled back.
void load_in_one_transaction(storage::Database& database, const LoadRequest& request, CheckedFile& file, LoadOutcome& outcome) {
  const storage::Download& row = file.download;
  storage::FactLoader loader(database, request.mapping,
                             {.run = row.run,
                              .of = row.of,
                              .period = row.period,
                              .hash = row.hash,
                              .download = row.id,
                              .time_zone = request.time_zone,
                              .started_at = file.started_at});
  file.rows.replay([&](const model::Row& cells, std::string_view other_columns) { loader.stage(cells, other_columns); });
  outcome.counts = loader.merge(file.table.column_present);
  if (request.before_commit) request.before_commit();
  loader.commit();
  outcome.warnings = warnings_of(file.table, outcome);
  outcome.kind = outcome.counts.changed_nothing() ? LoadOutcome::Kind::kUnchanged : LoadOutcome::Kind::kLoaded;
}

/// nullopt when it was loaded.
std::optional<LoadFailure> try_to_load(storage::Database& database, const LoadRequest& request, CheckedFile& file, LoadOutcome& outcome) {
  if (file.failure) return std::move(file.failure);
  try {
    load_in_one_transaction(database, request, file, outcome);
    return std::nullopt;
  } catch (const storage::RowRefused& error) {
    return LoadFailure{LoadOutcome::Kind::kRefused, "row_refused", error.what(), error.hint()};
  } catch (const storage::MappingError& error) {
    return LoadFailure{LoadOutcome::Kind::kFailed, "bad_mapping", error.what(), error.hint()};
  }
}

void enter_failure(storage::Database& database, const storage::Download& row, const LoadFailure& failure, std::int64_t rows_read,
                   storage::TimePoint started_at) {
  const auto status =
      failure.outcome == LoadOutcome::Kind::kRefused ? storage::DownloadStatus::kCheckFailed : storage::DownloadStatus::kFailed;
  storage::Transaction transaction(database);
  storage::RunLedger(database).mark_failed(row.id, status, {failure.kind, failure.message});
  storage::Audit(database).record_failure({.run = row.run,
                                           .of = row.of,
                                           .period = row.period,
                                           .counts = {.staged = rows_read},
                                           .md5 = row.hash.md5,
                                           .started_at = started_at,
                                           .finished_at = storage::now(),
                                           .status = std::string(to_string(status)),
                                           .download = row.id,
                                           .error = failure.message});
  transaction.commit();
}

}  // namespace

storage::Download ledger_row(storage::Database& database, const LoadRequest& request) {
  auto row = storage::RunLedger(database).download(request.download);
  if (!row)
    throw Error("the ledger has no row " + std::to_string(request.download) + " for " + request.file.string(),
                "this is a mistake in the program: please report it");
  return *std::move(row);
}

LoadOutcome load_checked(storage::Database& database, const LoadRequest& request, CheckedFile file) {
  LoadOutcome outcome;
  outcome.checks = std::move(file.checks);
  if (auto failure = try_to_load(database, request, file, outcome)) {
    enter_failure(database, file.download, *failure, file.rows_read, file.started_at);
    outcome.kind = failure->outcome;
    outcome.counts = {};
    outcome.failure_kind = std::move(failure->kind);
    outcome.message = std::move(failure->message);
    outcome.hint = std::move(failure->hint);
  }
  return outcome;
}

LoadOutcome load_table(storage::Database& database, const LoadRequest& request, const TableReader& reader) {
  return load_checked(database, request, read_and_check(ledger_row(database, request), request, reader));
}

LoadOutcome load_file(storage::Database& database, const LoadRequest& request) {
  return load_checked(database, request, read_and_check(ledger_row(database, request), request));
}

}  // namespace nightporter::stages
