#include "stages/upload/upload_facts.h"

namespace nightporter::stages {

namespace {

using FactsOfSources = std::vector<std::vector<storage::VersionedFact>>;
using Which = storage::UploadLedger::Which;

struct Gathered {
  FactsOfSources facts;
  bool known = false;  // something was uploaded there before
  bool any_due = false;
};

Gathered gather(storage::Database& database, const UploadRequest& request, Which which) {
  storage::UploadLedger ledger(database);
  Gathered gathered{.known = ledger.knows(request.destination)};
  for (const storage::StoreFacts& source : request.sources) {
    gathered.facts.push_back(ledger.facts(source, request.destination, which));
    gathered.any_due = gathered.any_due || !gathered.facts.back().empty();
  }
  return gathered;
}

/// What has to be handed to the destination: nothing when nothing is due.
Gathered gather_for(storage::Database& database, const UploadRequest& request, UploadScope scope, Destination::Wants wants) {
  if (scope == UploadScope::kEverything) return gather(database, request, Which::kAll);
  Gathered changed = gather(database, request, Which::kToUpload);
  if (wants == Destination::Wants::kChanged || !changed.any_due) return changed;
  return gather(database, request, Which::kAll);
}

}  // namespace

UploadTable upload_table(const UploadRequest& request, const FactsOfSources& facts) {
  UploadTable table;
  const bool with_store = !request.store_column.empty();
  if (with_store) table.columns.push_back({.header = request.store_column, .name = "store", .key = true});
  for (const auto& column : request.sources.front().mapping.columns) table.columns.push_back(column);
  for (std::size_t index = 0; index < facts.size(); ++index)
    for (const storage::VersionedFact& fact : facts[index]) {
      model::Row& row = table.rows.emplace_back();
      if (with_store) row.emplace_back(request.sources[index].store.value());
      row.insert(row.end(), fact.cells.begin(), fact.cells.end());
    }
  return table;
}

awaitable<UploadOutcome> upload_facts(DatabaseAccess& database, Destination& destination, const UploadRequest& request, UploadScope scope,
                                      const model::RunId& run, Deadline deadline) {
  Gathered gathered = co_await database.use([&](storage::Database& of) { return gather_for(of, request, scope, destination.wants()); });
  UploadOutcome outcome{.table = upload_table(request, gathered.facts)};
  if (outcome.table.rows.empty()) co_return outcome;
  const Beginning beginning = gathered.known && scope == UploadScope::kChanges ? Beginning::kWasFilled : Beginning::kMayBeEmpty;
  outcome.plan = co_await destination.bring_up_to_date(outcome.table, beginning, deadline);
  co_await database.use([&](storage::Database& of) {
    storage::UploadLedger ledger(of);
    for (std::size_t index = 0; index < gathered.facts.size(); ++index)
      ledger.mark_uploaded(request.destination, request.sources[index].mapping.fact_table, gathered.facts[index], run);
  });
  co_return outcome;
}

awaitable<UploadOutcome> compare_facts(DatabaseAccess& database, Destination& destination, const UploadRequest& request,
                                       Deadline deadline) {
  const Gathered gathered = co_await database.use([&](storage::Database& of) { return gather(of, request, Which::kAll); });
  UploadOutcome outcome{.table = upload_table(request, gathered.facts)};
  if (!outcome.table.rows.empty()) outcome.plan = co_await destination.compare(outcome.table, Beginning::kMayBeEmpty, deadline);
  co_return outcome;
}

}  // namespace nightporter::stages
