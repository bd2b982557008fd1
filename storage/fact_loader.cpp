#include "storage/fact_loader.h"

#include <stdexcept>
#include <vector>

#include "storage/error.h"
#include "storage/fact_table.h"
#include "storage/load_sql.h"
#include "storage/quarantine.h"
#include "storage/row_changes.h"
#include "storage/withdrawal.h"

namespace nightporter::storage {

namespace {

constexpr std::size_t kMostBadRows = 10'000;

std::int64_t begin_audit(Database& database, const LoadSource& source) {
  Statement insert = database.prepare(
      "INSERT INTO ingest_audit (run_id, crm, store, report, from_date, to_date, download_id, md5, started_at, status)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'loading') RETURNING id");
  insert.bind(1, source.run.value()).bind(2, source.of.site.value()).bind(3, source.of.store.value()).bind(4, source.of.report.value());
  insert.bind(5, source.period.from).bind(6, source.period.to).bind(7, source.download).bind(8, source.hash.md5);
  insert.bind(9, source.started_at.value_or(now()));
  insert.next();
  const std::int64_t id = insert.integer(0);
  insert.next();
  return id;
}

void finish_audit(Database& database, std::int64_t load, const Upsert& counts, TimePoint finished_at) {
  Statement update = database.prepare(
      "UPDATE ingest_audit SET staged_rows = ?, inserted_rows = ?, updated_rows = ?, unchanged_rows = ?, duplicate_rows = ?,"
      " conflicting_rows = ?, quarantined_rows = ?, withdrawn_rows = ?, finished_at = ?, status = ? WHERE id = ?");
  update.bind(1, counts.staged).bind(2, counts.inserted).bind(3, counts.updated).bind(4, counts.unchanged).bind(5, counts.duplicates);
  update.bind(6, counts.conflicting).bind(7, counts.quarantined).bind(8, counts.withdrawn).bind(9, finished_at);
  update.bind(10, counts.changed_nothing() ? "unchanged" : "loaded").bind(11, load).execute();
}

}  // namespace

struct FactLoader::State {
  State(Database& database_in, model::TableMapping mapping_in, LoadSource source_in)
      : database(database_in),
        mapping(std::move(mapping_in)),
        source(std::move(source_in)),
        run(source.run.value()),
        site(source.of.site.value()),
        store(source.of.store.value()),
        transaction(database) {
    if (!source.time_zone.empty()) database.use_time_zone(source.time_zone);
    ensure_tables(database, mapping);
    load = begin_audit(database, source);
    staging.emplace(database.insert_into(mapping.staging_table, staging_columns(mapping)));
  }

  Database& database;
  model::TableMapping mapping;
  LoadSource source;
  const model::Cell run, site, store;
  Transaction transaction;
  std::int64_t load = 0;
  std::optional<Insertion> staging;
  std::vector<QuarantinedRow> bad_rows;  // until the staging is done: no other statement may run before
  Upsert counts;
  TimePoint merged_at;
  bool merged = false;
};

FactLoader::FactLoader(Database& database, const model::TableMapping& mapping, LoadSource source) {
  check_mapping(mapping);
  state_ = std::make_unique<State>(database, mapping, std::move(source));
}

FactLoader::~FactLoader() = default;

void FactLoader::stage(const model::Row& row, std::string_view other_columns) {
  State& state = *state_;
  if (state.merged) throw std::logic_error("FactLoader::stage after merge");
  const auto& columns = state.mapping.columns;
  if (row.size() != columns.size())
    throw std::invalid_argument("a row of " + std::to_string(row.size()) + " cells for " + std::to_string(columns.size()) + " columns");
  const std::int64_t row_number = state.counts.staged + 1;
  const auto place = [&](std::size_t index) {
    return state.mapping.fact_table + ": row " + std::to_string(row_number) + ", column \"" + columns[index].header + "\"";
  };
  Insertion& staging = *state.staging;
  staging.add(state.load).add(row_number).add(state.run).add(state.site).add(state.store);
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (columns[index].key && std::holds_alternative<model::Empty>(row[index]))
      throw RowRefused(static_cast<std::size_t>(row_number), columns[index].name, place(index) + " is part of the key and empty",
                       "mark only columns that are never empty with `key: true`, or drop such rows in the recipe");
    try {
      staging.add(row[index]);
    } catch (const std::out_of_range& error) {
      throw RowRefused(static_cast<std::size_t>(row_number), columns[index].name, place(index) + ": " + error.what(),
                       "a number that is only a name of something is better declared as `type: text` in the recipe");
    }
  }
  staging.add(other_columns.empty() ? model::Cell(model::Empty()) : model::Cell(std::string(other_columns)));
  staging.end_row();
  state.counts.staged = row_number;
}

void FactLoader::quarantine(QuarantinedRow row) {
  State& state = *state_;
  if (state.merged) throw std::logic_error("FactLoader::quarantine after merge");
  if (state.mapping.bad_rows != model::BadRows::kQuarantine) throw std::logic_error("FactLoader::quarantine without a quarantine");
  if (state.bad_rows.size() >= kMostBadRows)
    throw RowRefused(static_cast<std::size_t>(row.number), "",
                     state.mapping.fact_table + ": more than " + std::to_string(kMostBadRows) + " bad rows",
                     "that is no bad row here and there: correct what the recipe says of the columns");
  state.bad_rows.push_back(std::move(row));
}

Upsert FactLoader::merge(const std::vector<bool>& column_present) {
  State& state = *state_;
  const MergeSql sql(state.mapping, column_present);
  if (state.merged) throw std::logic_error("FactLoader::merge twice");
  state.staging->finish();
  state.staging.reset();
  Database& database = state.database;
  Upsert& counts = state.counts;
  if (database.prepare(sql.has_duplicates).bind(1, state.load).next()) {
    counts.duplicates = database.prepare(sql.mark_duplicates).bind(1, state.load).bind(2, state.load).execute();
    Statement conflicts = database.prepare(sql.count_conflicts);
    conflicts.bind(1, state.load).next();
    counts.conflicting = conflicts.integer(0);
  }
  const TimePoint moment = state.merged_at = now();
  counts.updated = write_row_changes(database, state.mapping, column_present, sql.select_changed, state.source, state.load, moment);
  Statement upsert = database.prepare(sql.upsert);
  upsert.bind(1, state.source.run.value()).bind(2, state.source.run.value()).bind(3, state.source.hash.md5).bind(4, moment).bind(5, moment);
  counts.inserted = upsert.bind(6, state.load).execute() - counts.updated;
  counts.unchanged = counts.staged - counts.duplicates - counts.inserted - counts.updated;
  write_quarantine(database, state.mapping, state.source, state.load, state.bad_rows, moment);
  counts.quarantined = static_cast<std::int64_t>(state.bad_rows.size());
  if (state.mapping.missing_rows == model::MissingRows::kWithdraw && state.source.whole_period && state.bad_rows.empty())
    counts.withdrawn = withdraw_missing(database, state.mapping, sql, state.source, state.load, moment);
  if (counts.changed_nothing()) database.prepare(sql.forget_staged).bind(1, state.load).execute();
  finish_audit(database, state.load, counts, moment);
  if (state.source.download) RunLedger(database).mark_loaded(*state.source.download, counts, moment);
  state.merged = true;
  return counts;
}

std::vector<RowDifference> FactLoader::difference() const {
  if (!state_->merged) throw std::logic_error("FactLoader::difference before merge");
  return read_difference(state_->database, state_->mapping, state_->load, state_->merged_at);
}

void FactLoader::commit() {
  if (!state_->merged) throw std::logic_error("FactLoader::commit before merge");
  state_->transaction.commit();
}

}  // namespace nightporter::storage
