#include "stages/load/load_file.h"

#include <optional>
#include <utility>

#include "engine/download/file_digest.h"
#include "engine/error.h"
#include "stages/error.h"
#include "stages/load/load_failure.h"
#include "stages/parse/parse_error.h"
#include "storage/audit.h"
#include "storage/error.h"
#include "storage/fact_loader.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

namespace {

storage::Download ledger_row(storage::Database& database, const LoadRequest& request) {
  auto row = storage::RunLedger(database).download(request.download);
  if (!row)
    throw Error("the ledger has no row " + std::to_string(request.download) + " for " + request.file.string(),
                "this is a mistake in the program: please report it");
  return *std::move(row);
}

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

/// nullopt when it was loaded. Whatever happens instead, the transaction was rolled back.
std::optional<LoadFailure> load_in_one_transaction(storage::Database& database, const LoadRequest& request, const TableReader& reader,
                                                   const storage::Download& row, LoadOutcome& outcome, std::int64_t& rows_read) {
  TableChecker checker(request.mapping, request.checks, row.period);
  storage::FactLoader loader(
      database, request.mapping,
      {.run = row.run, .of = row.of, .period = row.period, .hash = row.hash, .download = row.id, .time_zone = request.time_zone});
  const ParsedTable table = reader([&](ParsedRow&& parsed) {
    ++rows_read;
    if (checker.check(parsed) == RowVerdict::kKeep) loader.stage(parsed.cells, parsed.other_columns);
  });
  outcome.checks = checker.finish(table, request.marker);
  if (!outcome.checks.passed()) return describe(outcome.checks);
  outcome.counts = loader.merge(table.column_present);
  if (request.before_commit) request.before_commit();
  loader.commit();
  outcome.warnings = warnings_of(table, outcome);
  outcome.kind = outcome.counts.changed_nothing() ? LoadOutcome::Kind::kUnchanged : LoadOutcome::Kind::kLoaded;
  return std::nullopt;
}

std::optional<LoadFailure> try_to_load(storage::Database& database, const LoadRequest& request, const TableReader& reader,
                                       const storage::Download& row, LoadOutcome& outcome, std::int64_t& rows_read) {
  try {
    return load_in_one_transaction(database, request, reader, row, outcome, rows_read);
  } catch (const ParseError& error) {
    return describe(error);
  } catch (const FileChanged& error) {
    return LoadFailure{LoadOutcome::Kind::kRefused, "file_changed", error.what(), error.hint()};
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

/// Refuses a file that is not the collected one any more: it waited on the disk, where others can write.
void check_content(const std::filesystem::path& file, const storage::Download& row) {
  if (row.hash.sha256.empty()) return;
  try {
    if (engine::digest_file(file).sha256 == row.hash.sha256) return;
  } catch (const engine::Error& error) {
    throw ParseError(ParseErrorKind::kUnreadable, error.what(), "the next run fetches it again");
  }
  throw FileChanged(file);
}

}  // namespace

LoadOutcome load_table(storage::Database& database, const LoadRequest& request, const TableReader& reader) {
  const storage::Download row = ledger_row(database, request);
  const storage::TimePoint started_at = storage::now();
  LoadOutcome outcome;
  std::int64_t rows_read = 0;
  if (auto failure = try_to_load(database, request, reader, row, outcome, rows_read)) {
    enter_failure(database, row, *failure, rows_read, started_at);
    outcome.kind = failure->outcome;
    outcome.counts = {};
    outcome.failure_kind = std::move(failure->kind);
    outcome.message = std::move(failure->message);
    outcome.hint = std::move(failure->hint);
  }
  return outcome;
}

LoadOutcome load_file(storage::Database& database, const LoadRequest& request) {
  const storage::Download row = ledger_row(database, request);
  return load_table(database, request, [&](const ParsedRowSink& sink) {
    check_content(request.file, row);
    return read_table(request.file, request.mapping, sink, request.limits);
  });
}

}  // namespace nightporter::stages
