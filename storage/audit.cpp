#include "storage/audit.h"

#include <utility>

namespace nightporter::storage {

namespace {

IngestAudit read_audit(const Statement& row) {
  IngestAudit audit;
  audit.id = row.integer(0);
  audit.run = model::RunId(row.text(1));
  audit.of = {model::SiteCode(row.text(2)), model::StoreCode(row.text(3)), model::ReportName(row.text(4))};
  audit.period = {row.date(5), row.date(6)};
  audit.download = row.optional_integer(7);
  audit.counts = {row.integer(8), row.integer(9), row.integer(10), row.integer(11), row.integer(12), row.integer(13), 0, 0};
  audit.md5 = row.text(14);
  audit.started_at = row.time(15);
  audit.finished_at = row.optional_time(16).value_or(audit.started_at);
  audit.status = row.text(17);
  audit.error = row.text(18);
  audit.acceptance = row.optional_integer(19);
  audit.counts.quarantined = row.integer(20);
  audit.counts.withdrawn = row.integer(21);
  return audit;
}

}  // namespace

void Audit::record_failure(const IngestAudit& audit) {
  Statement insert = database_.prepare(
      "INSERT INTO ingest_audit (run_id, crm, store, report, from_date, to_date, download_id, staged_rows, md5, started_at, finished_at, "
      "status,"
      " error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, audit.run.value()).bind(2, audit.of.site.value()).bind(3, audit.of.store.value()).bind(4, audit.of.report.value());
  insert.bind(5, audit.period.from).bind(6, audit.period.to).bind(7, audit.download).bind(8, audit.counts.staged).bind(9, audit.md5);
  insert.bind(10, audit.started_at).bind(11, audit.finished_at).bind(12, audit.status).bind(13, audit.error).execute();
}

void Audit::mark_accepted(std::int64_t download, std::int64_t acceptance) {
  database_.prepare("UPDATE ingest_audit SET acceptance_id = ? WHERE id = (SELECT MAX(id) FROM ingest_audit WHERE download_id = ?)")
      .bind(1, acceptance)
      .bind(2, download)
      .execute();
}

std::vector<IngestAudit> Audit::loads(const LoadFilter& filter) {
  std::string sql =
      "SELECT id, run_id, crm, store, report, from_date, to_date, download_id, staged_rows, inserted_rows, updated_rows, unchanged_rows,"
      " duplicate_rows, conflicting_rows, md5, started_at, finished_at, status, error, acceptance_id, quarantined_rows, withdrawn_rows"
      " FROM ingest_audit ";
  std::vector<std::string> values;
  const auto restrict_to = [&](const char* column, const std::string& value) {
    sql += (values.empty() ? "WHERE " : "AND ") + std::string(column) + " = ? ";
    values.push_back(value);
  };
  if (filter.run) restrict_to("run_id", filter.run->value());
  if (filter.site) restrict_to("crm", filter.site->value());
  if (filter.store) restrict_to("store", filter.store->value());
  if (filter.report) restrict_to("report", filter.report->value());
  Statement select = database_.prepare(sql + "ORDER BY id DESC LIMIT ?");
  int parameter = 0;
  for (const std::string& value : values) select.bind(++parameter, value);
  select.bind(++parameter, filter.at_most);
  std::vector<IngestAudit> found;
  while (select.next()) found.push_back(read_audit(select));
  return found;
}

std::vector<CellChange> Audit::history(const std::string& fact_table, int at_most) {
  Statement select = database_.prepare(
      "SELECT crm, store, row_key, column_name, old_value, new_value, run_id, changed_at FROM row_history WHERE fact_table = ?"
      " ORDER BY id DESC LIMIT ?");
  select.bind(1, fact_table).bind(2, at_most);
  std::vector<CellChange> found;
  while (select.next()) {
    CellChange change;
    change.fact_table = fact_table;
    change.site = model::SiteCode(select.text(0));
    change.store = model::StoreCode(select.text(1));
    change.row_key = select.text(2);
    change.column = select.text(3);
    change.old_value = select.optional_text(4);
    change.new_value = select.optional_text(5);
    change.run = model::RunId(select.text(6));
    change.changed_at = select.time(7);
    found.push_back(std::move(change));
  }
  return found;
}

}  // namespace nightporter::storage
