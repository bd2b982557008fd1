#include "storage/run_ledger.h"

#include <cstdio>

#include "storage/error.h"
#include "storage/process_identity.h"

namespace nightporter::storage {

namespace {

constexpr const char* kSelectRun = "SELECT run_id, command, started_at, finished_at, exit_code, summary, interrupted FROM run ";

Run read_run(const Statement& row) {
  Run run;
  run.id = model::RunId(row.text(0));
  run.command = row.text(1);
  run.started_at = row.time(2);
  run.finished_at = row.optional_time(3);
  if (const auto code = row.optional_integer(4)) run.exit_code = static_cast<int>(*code);
  run.summary = row.text(5);
  run.interrupted = row.integer(6) != 0;
  return run;
}

std::string minute_name(TimePoint moment) {
  const std::string iso = to_iso(moment);  // 2025-11-13T01:00…
  return iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + "-" + iso.substr(11, 2) + iso.substr(14, 2);
}

bool is_taken(Database& database, const std::string& run_id) {
  return database.prepare("SELECT 1 FROM run WHERE run_id = ?").bind(1, run_id).next();
}

constexpr const char* kSelectIntent =
    "SELECT id, run_id, crm, store, report, from_date, to_date, temporary_path, path, size_bytes, md5, sha256, source_url, suggested_name,"
    " length_verified, empty_confirmed, started_at, file_count FROM download_intent ";

Intent read_intent(const Statement& row) {
  Intent intent;
  intent.id = row.integer(0);
  intent.run = model::RunId(row.text(1));
  intent.of = {model::SiteCode(row.text(2)), model::StoreCode(row.text(3)), model::ReportName(row.text(4))};
  intent.period = {row.date(5), row.date(6)};
  intent.file.temporary = row.text(7);
  intent.file.final = row.text(8);
  intent.file.size_bytes = row.integer(9);
  intent.file.hash = {row.text(10), row.text(11)};
  intent.file.source_url = row.text(12);
  intent.file.suggested_name = row.text(13);
  intent.file.length_verified = row.integer(14) != 0;
  intent.file.empty_confirmed = row.integer(15) != 0;
  intent.started_at = row.time(16);
  intent.file.file_count = static_cast<int>(row.integer(17));
  return intent;
}

}  // namespace

model::RunId RunLedger::start_run(const std::string& command) {
  std::optional<Transaction> transaction;
  if (!database_.in_transaction()) transaction.emplace(database_);
  const TimePoint moment = now();
  const std::string name = minute_name(moment);
  std::string run_id = name;
  for (int number = 2; is_taken(database_, run_id); ++number) run_id = name + "-" + std::to_string(number);
  const ProcessIdentity self = ProcessIdentity::self();
  database_
      .prepare(
          "INSERT INTO run (run_id, command, started_at, owner_host, owner_space, owner_pid, owner_started) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(1, run_id)
      .bind(2, command)
      .bind(3, moment)
      .bind(4, self.host)
      .bind(5, self.space)
      .bind(6, self.pid)
      .bind(7, self.started)
      .execute();
  if (transaction) transaction->commit();
  return model::RunId(run_id);
}

void RunLedger::finish_run(const model::RunId& run, int exit_code, const std::string& summary) {
  database_.prepare("UPDATE run SET finished_at = ?, exit_code = ?, summary = ?, interrupted = 0 WHERE run_id = ?")
      .bind(1, now())
      .bind(2, exit_code)
      .bind(3, summary)
      .bind(4, run.value())
      .execute();
}

void RunLedger::beat(const model::RunId& run) {
  database_.prepare("UPDATE run SET heartbeat_at = ? WHERE run_id = ?").bind(1, now()).bind(2, run.value()).execute();
}

std::vector<model::RunId> RunLedger::close_interrupted_runs() {
  std::vector<model::RunId> gone;
  Statement open = database_.prepare(
      "SELECT run_id, owner_host, owner_space, owner_pid, owner_started, COALESCE(heartbeat_at, started_at) FROM run"
      " WHERE finished_at IS NULL AND interrupted = 0 ORDER BY run_id");
  const std::string here = ProcessIdentity::self().space;
  while (open.next()) {
    const ProcessIdentity owner{open.text(1), open.text(2), open.integer(3), open.text(4)};
    const bool is_silent = owner.space != here && open.time(5) < now() - kSilence;
    if (owner.is_gone() || is_silent) gone.emplace_back(open.text(0));
  }
  Statement mark = database_.prepare("UPDATE run SET interrupted = 1 WHERE run_id = ?");
  for (const model::RunId& run : gone) mark.bind(1, run.value()).execute();
  return gone;
}

std::vector<Run> RunLedger::runs(int at_most) {
  std::vector<Run> found;
  Statement select = database_.prepare(std::string(kSelectRun) + "ORDER BY started_at DESC, run_id DESC LIMIT ?");
  select.bind(1, at_most);
  while (select.next()) found.push_back(read_run(select));
  return found;
}

std::optional<Run> RunLedger::run(const model::RunId& run) {
  Statement select = database_.prepare(std::string(kSelectRun) + "WHERE run_id = ?");
  if (!select.bind(1, run.value()).next()) return std::nullopt;
  return read_run(select);
}

std::int64_t RunLedger::begin_intent(const Intent& intent) {
  Statement insert = database_.prepare(
      "INSERT INTO download_intent (run_id, crm, store, report, from_date, to_date, temporary_path, path, size_bytes, md5, sha256,"
      " source_url, suggested_name, length_verified, empty_confirmed, started_at, file_count)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
  insert.bind(1, intent.run.value()).bind(2, intent.of.site.value()).bind(3, intent.of.store.value()).bind(4, intent.of.report.value());
  insert.bind(5, intent.period.from).bind(6, intent.period.to).bind(7, intent.file.temporary.string()).bind(8, intent.file.final.string());
  insert.bind(9, intent.file.size_bytes).bind(10, intent.file.hash.md5).bind(11, intent.file.hash.sha256);
  insert.bind(12, intent.file.source_url).bind(13, intent.file.suggested_name).bind(14, intent.file.length_verified ? 1 : 0);
  insert.bind(15, intent.file.empty_confirmed ? 1 : 0).bind(16, intent.started_at).bind(17, intent.file.file_count);
  insert.next();
  const std::int64_t id = insert.integer(0);
  insert.next();  // to the end: until then the row is not committed
  return id;
}

std::int64_t RunLedger::commit_intent(std::int64_t intent, TimePoint finished_at) {
  std::optional<Transaction> transaction;
  if (!database_.in_transaction()) transaction.emplace(database_);
  Statement select = database_.prepare(std::string(kSelectIntent) + "WHERE id = ?");
  if (!select.bind(1, intent).next())
    throw DatabaseError("there is no download intent " + std::to_string(intent), "this is a mistake in the program: please report it");
  const std::filesystem::path final = select.text(8);
  Statement insert = database_.prepare(
      "INSERT INTO download_ledger (run_id, crm, store, report, from_date, to_date, status, file_name, path, size_bytes, md5, sha256,"
      " source_url, suggested_name, length_verified, empty_confirmed, started_at, finished_at, file_count)"
      " SELECT run_id, crm, store, report, from_date, to_date, 'collected', ?, path, size_bytes, md5, sha256, source_url, suggested_name,"
      " length_verified, empty_confirmed, started_at, ?, file_count FROM download_intent WHERE id = ? RETURNING id");
  insert.bind(1, final.filename().string()).bind(2, finished_at).bind(3, intent);
  insert.next();
  const std::int64_t id = insert.integer(0);
  insert.next();
  Statement replaced =
      database_.prepare("UPDATE download_ledger SET file_deleted_at = ? WHERE path = ? AND id <> ? AND file_deleted_at IS NULL");
  replaced.bind(1, finished_at).bind(2, final.string()).bind(3, id).execute();
  Statement superseded = database_.prepare(
      "UPDATE download_ledger SET status = 'failed', error_kind = 'superseded', error_text = 'collected again before it was loaded'"
      " WHERE path = ? AND id <> ? AND status = 'collected'");
  superseded.bind(1, final.string()).bind(2, id).execute();
  drop_intent(intent);
  if (transaction) transaction->commit();
  return id;
}

void RunLedger::drop_intent(std::int64_t intent) {
  database_.prepare("DELETE FROM download_intent WHERE id = ?").bind(1, intent).execute();
}

std::vector<Intent> RunLedger::intents() {
  std::vector<Intent> found;
  Statement select = database_.prepare(std::string(kSelectIntent) + "ORDER BY id");
  while (select.next()) found.push_back(read_intent(select));
  return found;
}

std::vector<Intent> RunLedger::intents(const model::SiteCode& site, const model::StoreCode& store) {
  std::vector<Intent> found;
  Statement select = database_.prepare(std::string(kSelectIntent) + "WHERE crm = ? AND store = ? ORDER BY id");
  select.bind(1, site.value()).bind(2, store.value());
  while (select.next()) found.push_back(read_intent(select));
  return found;
}

}  // namespace nightporter::storage
