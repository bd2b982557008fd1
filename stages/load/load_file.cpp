#include "stages/load/load_file.h"

#include <boost/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "stages/check/rows_of_weekdays.h"
#include "stages/error.h"
#include "stages/load/checked_file.h"
#include "storage/audit.h"
#include "storage/error.h"
#include "storage/fact_loader.h"
#include "storage/fact_table.h"
#include "storage/rows_by_day.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

namespace {

std::string rows_text(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

std::string gates_text(const std::set<CheckRule>& rules) {
  std::string text;
  for (const CheckRule rule : rules) text += (text.empty() ? "" : ", ") + std::string(to_string(rule));
  return text;
}

std::vector<std::string> words_of(const std::set<CheckRule>& rules) {
  std::vector<std::string> words;
  for (const CheckRule rule : rules) words.emplace_back(to_string(rule));
  return words;
}

/// This load's, or that of the same content.
std::optional<storage::Acceptance> acceptance_for(storage::Database& database, const LoadRequest& request, const storage::Download& row) {
  if (!request.acceptance) return storage::Acceptances(database).find(row.of, row.period, row.hash.sha256);
  storage::Acceptance acceptance = *request.acceptance;
  acceptance.download = row.id;
  acceptance.of = row.of;
  acceptance.period = row.period;
  acceptance.sha256 = row.hash.sha256;
  return acceptance;
}

CheckContext context_of(storage::Database& database, const LoadRequest& request, const storage::Download& row,
                        const std::optional<storage::Acceptance>& acceptance) {
  CheckContext context{.asked = row.period, .unfinished_from = request.unfinished_from};
  if (request.checks.rows_against_history)
    context.rows_of_weekdays =
        rows_of_weekdays({.asked = row.period,
                          .weeks = request.checks.rows_against_history->weeks,
                          .coverage = storage::RunLedger(database).coverage(row.of),
                          .rows_by_day = storage::rows_by_day(database, request.mapping, row.of, row.period,
                                                              request.checks.rows_against_history->weeks, request.time_zone)});
  if (!acceptance) return context;
  for (const std::string& word : acceptance->gates)
    if (const auto rule = parse_check_rule(word); rule && can_be_accepted(*rule)) context.waived.insert(*rule);
  return context;
}

/// Enters what the gates said, in the load's transaction.
void enter_judgement(storage::Database& database, const storage::Download& row, const CheckReport& checks,
                     std::optional<storage::Acceptance> acceptance) {
  storage::Judgement judgement{.failed_gates = words_of(checks.waived), .zero_sales_confirmed = checks.emptiness == Emptiness::kConfirmed};
  if (acceptance && !checks.waived.empty()) {
    // Only what was needed is waived for ever.
    acceptance->gates = judgement.failed_gates;
    if (acceptance->id == 0) acceptance->id = storage::Acceptances(database).enter(*acceptance);
    judgement.acceptance = acceptance->id;
    storage::Audit(database).mark_accepted(row.id, acceptance->id);
  }
  storage::RunLedger(database).mark_judged(row.id, judgement);
}

std::string reasons_json(const BadRow& row) {
  boost::json::array reasons;
  for (const BadRow::Reason& reason : row.reasons)
    reasons.push_back(boost::json::object{{"column", reason.header}, {"value", reason.value}, {"reason", reason.message}});
  return boost::json::serialize(reasons);
}

std::vector<std::string> warnings_of(const LoadRequest& request, const ParsedTable& table, const LoadOutcome& outcome) {
  std::vector<std::string> warnings = table.warnings;
  if (outcome.checks.rows_outside_period > 0)
    warnings.push_back(rows_text(outcome.checks.rows_outside_period) + " outside the asked period left out");
  if (outcome.counts.quarantined > 0)
    warnings.push_back(rows_text(static_cast<std::uint64_t>(outcome.counts.quarantined)) + " quarantined in " +
                       storage::quarantine_table(request.mapping));
  if (outcome.counts.withdrawn > 0)
    warnings.push_back(rows_text(static_cast<std::uint64_t>(outcome.counts.withdrawn)) + " withdrawn: the file lacks them now");
  if (!outcome.checks.waived.empty()) warnings.push_back("loaded although it fails " + gates_text(outcome.checks.waived) + ": accepted");
  if (outcome.counts.conflicting > 0)
    warnings.push_back(rows_text(static_cast<std::uint64_t>(outcome.counts.conflicting)) +
                       " with the key of a later row and other content: the last one was taken");
  return warnings;
}

/// Whatever it throws, the transaction was rolled back.
void load_in_one_transaction(storage::Database& database, const LoadRequest& request, CheckedFile& file, LoadOutcome& outcome) {
  const storage::Download& row = file.basis.download;
  const std::optional<storage::Acceptance>& acceptance = file.basis.acceptance;
  storage::FactLoader loader(database, request.mapping,
                             {.run = acceptance && acceptance->id == 0 ? acceptance->run : row.run,
                              .of = row.of,
                              .period = row.period,
                              .hash = row.hash,
                              .download = row.is_entered() ? std::optional(row.id) : std::nullopt,
                              .time_zone = request.time_zone,
                              .started_at = file.started_at,
                              .whole_period = row.file_count == 1});
  file.rows.replay([&](const model::Row& cells, std::string_view other_columns) { loader.stage(cells, other_columns); });
  for (BadRow& bad : file.bad_rows)
    loader.quarantine(
        {.number = static_cast<std::int64_t>(bad.number), .reasons = reasons_json(bad), .raw_cells = std::move(bad.raw_cells)});
  outcome.counts = loader.merge(file.table.column_present);
  if (row.is_entered()) enter_judgement(database, row, outcome.checks, acceptance);
  if (request.before_commit) request.before_commit();
  if (request.mode == LoadMode::kLoad)
    loader.commit();
  else
    outcome.difference = loader.difference();
  outcome.warnings = warnings_of(request, file.table, outcome);
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

void enter_failure(storage::Database& database, const storage::Download& row, const LoadFailure& failure, const CheckReport& checks,
                   std::int64_t rows_read, storage::TimePoint started_at) {
  const auto status =
      failure.outcome == LoadOutcome::Kind::kRefused ? storage::DownloadStatus::kCheckFailed : storage::DownloadStatus::kFailed;
  storage::Transaction transaction(database);
  storage::RunLedger(database).mark_failed(row.id, status, {failure.kind, failure.message});
  storage::RunLedger(database).mark_judged(row.id, {.failed_gates = words_of(checks.failed)});
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

LoadBasis basis_of(storage::Database& database, const LoadRequest& request) {
  auto row = storage::RunLedger(database).download(request.download);
  if (!row)
    throw Error("the ledger has no row " + std::to_string(request.download) + " for " + request.file.string(),
                "this is a mistake in the program: please report it");
  return basis_of(database, request, *std::move(row));
}

LoadBasis basis_of(storage::Database& database, const LoadRequest& request, storage::Download download) {
  LoadBasis basis{.download = std::move(download)};
  basis.acceptance = acceptance_for(database, request, basis.download);
  basis.context = context_of(database, request, basis.download, basis.acceptance);
  return basis;
}

LoadOutcome load_checked(storage::Database& database, const LoadRequest& request, CheckedFile file) {
  const storage::Download& row = file.basis.download;
  if (request.mode == LoadMode::kLoad && !row.is_entered()) throw std::logic_error("a file is loaded that the ledger does not know");
  LoadOutcome outcome{.mode = request.mode};
  outcome.checks = std::move(file.checks);
  if (auto failure = try_to_load(database, request, file, outcome)) {
    if (request.mode == LoadMode::kLoad) enter_failure(database, row, *failure, outcome.checks, file.rows_read, file.started_at);
    outcome.kind = failure->outcome;
    outcome.counts = {};
    outcome.difference.clear();
    outcome.failure_kind = std::move(failure->kind);
    outcome.message = std::move(failure->message);
    outcome.hint = std::move(failure->hint);
    if (outcome.checks.can_be_accepted() && row.is_entered())
      outcome.hint += " If the file is right all the same: nightporter accept " + std::to_string(row.id) + " --reason \"…\"";
  }
  return outcome;
}

LoadOutcome load_table(storage::Database& database, const LoadRequest& request, const TableReader& reader) {
  return load_checked(database, request, read_and_check(basis_of(database, request), request, reader));
}

LoadOutcome load_file(storage::Database& database, const LoadRequest& request) {
  return load_checked(database, request, read_and_check(basis_of(database, request), request));
}

}  // namespace nightporter::stages
