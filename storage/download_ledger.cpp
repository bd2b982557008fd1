#include <array>
#include <utility>

#include "storage/acceptances.h"
#include "storage/run_ledger.h"

namespace nightporter::storage {

namespace {

constexpr std::array<std::pair<DownloadStatus, std::string_view>, 5> kStatusWords{{
    {DownloadStatus::kCollected, "collected"},
    {DownloadStatus::kLoaded, "loaded"},
    {DownloadStatus::kUnchanged, "unchanged"},
    {DownloadStatus::kCheckFailed, "check_failed"},
    {DownloadStatus::kFailed, "failed"},
}};

constexpr const char* kSelectDownload =
    "SELECT id, run_id, crm, store, report, from_date, to_date, status, file_name, path, size_bytes, md5, sha256, source_url, "
    "suggested_name,"
    " length_verified, started_at, finished_at, loaded_at, file_deleted_at, staged_rows, inserted_rows, updated_rows, unchanged_rows,"
    " duplicate_rows, conflicting_rows, error_kind, error_text, empty_confirmed, file_count, failed_gates, zero_sales_confirmed,"
    " acceptance_id, quarantined_rows, withdrawn_rows FROM download_ledger ";

Download read_download(const Statement& row) {
  Download download;
  download.id = row.integer(0);
  download.run = model::RunId(row.text(1));
  download.of = {model::SiteCode(row.text(2)), model::StoreCode(row.text(3)), model::ReportName(row.text(4))};
  download.period = {row.date(5), row.date(6)};
  download.status = parse_download_status(row.text(7)).value();
  download.file_name = row.text(8);
  download.path = row.text(9);
  download.size_bytes = row.integer(10);
  download.hash = {row.text(11), row.text(12)};
  download.source_url = row.text(13);
  download.suggested_name = row.text(14);
  download.length_verified = row.integer(15) != 0;
  download.started_at = row.time(16);
  download.finished_at = row.time(17);
  download.loaded_at = row.optional_time(18);
  download.file_deleted_at = row.optional_time(19);
  if (!row.is_null(20)) {
    download.counts = Upsert{.staged = row.integer(20),
                             .inserted = row.integer(21),
                             .updated = row.integer(22),
                             .unchanged = row.integer(23),
                             .duplicates = row.integer(24),
                             .conflicting = row.integer(25),
                             .quarantined = row.integer(33),
                             .withdrawn = row.integer(34)};
  }
  if (!row.is_null(26)) download.failure = Failure{row.text(26), row.text(27)};
  download.empty_confirmed = row.integer(28) != 0;
  download.file_count = static_cast<int>(row.integer(29));
  download.judgement = {
      .failed_gates = split_gates(row.text(30)), .zero_sales_confirmed = row.integer(31) != 0, .acceptance = row.optional_integer(32)};
  return download;
}

std::vector<Download> read_all(Statement& select) {
  std::vector<Download> found;
  while (select.next()) found.push_back(read_download(select));
  return found;
}

}  // namespace

std::string_view to_string(DownloadStatus status) {
  for (const auto& [known, word] : kStatusWords)
    if (known == status) return word;
  return "unknown";
}

std::optional<DownloadStatus> parse_download_status(std::string_view text) {
  for (const auto& [status, word] : kStatusWords)
    if (word == text) return status;
  return std::nullopt;
}

std::int64_t RunLedger::record_failed_download(const model::RunId& run, const StoreReport& of, const model::Period& period,
                                               TimePoint started_at, const Failure& failure) {
  Statement insert = database_.prepare(
      "INSERT INTO download_ledger (run_id, crm, store, report, from_date, to_date, status, started_at, finished_at, error_kind, "
      "error_text)"
      " VALUES (?, ?, ?, ?, ?, ?, 'failed', ?, ?, ?, ?) RETURNING id");
  insert.bind(1, run.value()).bind(2, of.site.value()).bind(3, of.store.value()).bind(4, of.report.value());
  insert.bind(5, period.from).bind(6, period.to).bind(7, started_at).bind(8, now()).bind(9, failure.kind).bind(10, failure.text);
  insert.next();
  const std::int64_t id = insert.integer(0);
  insert.next();
  return id;
}

std::int64_t RunLedger::record_confirmed_empty(const model::RunId& run, const StoreReport& of, const model::Period& period,
                                               TimePoint started_at) {
  std::optional<Transaction> transaction;
  if (!database_.in_transaction()) transaction.emplace(database_);
  const TimePoint moment = now();
  Statement insert = database_.prepare(
      "INSERT INTO download_ledger (run_id, crm, store, report, from_date, to_date, status, empty_confirmed, started_at, finished_at)"
      " VALUES (?, ?, ?, ?, ?, ?, 'unchanged', 1, ?, ?) RETURNING id");
  insert.bind(1, run.value()).bind(2, of.site.value()).bind(3, of.store.value()).bind(4, of.report.value());
  insert.bind(5, period.from).bind(6, period.to).bind(7, started_at).bind(8, moment);
  insert.next();
  const std::int64_t id = insert.integer(0);
  insert.next();
  mark_loaded(id, Upsert(), moment);
  mark_judged(id, {.zero_sales_confirmed = true});
  Statement audit = database_.prepare(
      "INSERT INTO ingest_audit (run_id, crm, store, report, from_date, to_date, download_id, md5, started_at, finished_at, status)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, 'unchanged')");
  audit.bind(1, run.value()).bind(2, of.site.value()).bind(3, of.store.value()).bind(4, of.report.value());
  audit.bind(5, period.from).bind(6, period.to).bind(7, id).bind(8, started_at).bind(9, moment).execute();
  if (transaction) transaction->commit();
  return id;
}

void RunLedger::mark_failed(std::int64_t download, DownloadStatus status, const Failure& failure) {
  database_.prepare("UPDATE download_ledger SET status = ?, error_kind = ?, error_text = ? WHERE id = ?")
      .bind(1, to_string(status))
      .bind(2, failure.kind)
      .bind(3, failure.text)
      .bind(4, download)
      .execute();
}

void RunLedger::mark_judged(std::int64_t download, const Judgement& judgement) {
  database_.prepare("UPDATE download_ledger SET failed_gates = ?, zero_sales_confirmed = ?, acceptance_id = ? WHERE id = ?")
      .bind(1, join_gates(judgement.failed_gates))
      .bind(2, judgement.zero_sales_confirmed ? 1 : 0)
      .bind(3, judgement.acceptance)
      .bind(4, download)
      .execute();
}

void RunLedger::mark_loaded(std::int64_t download, const Upsert& counts, TimePoint loaded_at) {
  Statement update = database_.prepare(
      "UPDATE download_ledger SET status = ?, loaded_at = ?, staged_rows = ?, inserted_rows = ?, updated_rows = ?, unchanged_rows = ?,"
      " duplicate_rows = ?, conflicting_rows = ?, quarantined_rows = ?, withdrawn_rows = ?, error_kind = NULL, error_text = NULL"
      " WHERE id = ?");
  update.bind(1, to_string(counts.changed_nothing() ? DownloadStatus::kUnchanged : DownloadStatus::kLoaded)).bind(2, loaded_at);
  update.bind(3, counts.staged).bind(4, counts.inserted).bind(5, counts.updated).bind(6, counts.unchanged).bind(7, counts.duplicates);
  update.bind(8, counts.conflicting).bind(9, counts.quarantined).bind(10, counts.withdrawn).bind(11, download).execute();
}

void RunLedger::mark_file_deleted(std::int64_t download, TimePoint deleted_at) {
  database_.prepare("UPDATE download_ledger SET file_deleted_at = ? WHERE id = ?").bind(1, deleted_at).bind(2, download).execute();
}

std::optional<Download> RunLedger::download(std::int64_t id) {
  Statement select = database_.prepare(std::string(kSelectDownload) + "WHERE id = ?");
  if (!select.bind(1, id).next()) return std::nullopt;
  return read_download(select);
}

std::vector<Download> RunLedger::downloads(const DownloadFilter& filter) {
  std::string sql = kSelectDownload;
  std::vector<model::Cell> values;
  const auto restrict_to = [&](const char* condition, model::Cell value) {
    sql += values.empty() ? "WHERE " : "AND ";
    sql += condition;
    sql += " ";
    values.push_back(std::move(value));
  };
  if (filter.run) restrict_to("run_id = ?", filter.run->value());
  if (filter.site) restrict_to("crm = ?", filter.site->value());
  if (filter.store) restrict_to("store = ?", filter.store->value());
  if (filter.report) restrict_to("report = ?", filter.report->value());
  if (filter.overlapping) {
    restrict_to("from_date <= ?", filter.overlapping->to);
    restrict_to("to_date >= ?", filter.overlapping->from);
  }
  if (filter.status) restrict_to("status = ?", std::string(to_string(*filter.status)));
  Statement select = database_.prepare(sql + "ORDER BY id DESC LIMIT ?");
  int parameter = 0;
  for (const model::Cell& value : values) select.bind(++parameter, value);
  select.bind(++parameter, filter.at_most);
  return read_all(select);
}

std::vector<Download> RunLedger::waiting_to_be_loaded(const model::SiteCode& site, const model::StoreCode& store) {
  Statement select = database_.prepare(std::string(kSelectDownload) + "WHERE crm = ? AND store = ? AND status = 'collected' ORDER BY id");
  select.bind(1, site.value()).bind(2, store.value());
  return read_all(select);
}

std::vector<Download> RunLedger::files_to_delete(TimePoint loaded_before, TimePoint refused_before) {
  Statement select =
      database_.prepare(std::string(kSelectDownload) +
                        "WHERE file_deleted_at IS NULL AND path <> '' AND ((status IN ('loaded', 'unchanged') AND loaded_at < ?)"
                        " OR (status IN ('check_failed', 'failed') AND finished_at < ?)) ORDER BY id");
  select.bind(1, loaded_before).bind(2, refused_before);
  return read_all(select);
}

std::vector<Coverage> RunLedger::coverage(const StoreReport& of) {
  std::vector<Coverage> found;
  Statement select = database_.prepare(
      "SELECT from_date, to_date, MAX(started_at) FROM (SELECT from_date, to_date, started_at FROM download_ledger"
      " WHERE crm = ? AND store = ? AND report = ? AND status IN ('loaded', 'unchanged')"
      " GROUP BY from_date, to_date, run_id, started_at HAVING COUNT(*) >= MAX(file_count)) AS whole"
      " GROUP BY from_date, to_date ORDER BY from_date, to_date");
  select.bind(1, of.site.value()).bind(2, of.store.value()).bind(3, of.report.value());
  while (select.next()) found.push_back({.period = {select.date(0), select.date(1)}, .collected_at = select.time(2)});
  return found;
}

}  // namespace nightporter::storage
