#include "tests/kill/promises.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/download/file_digest.h"
#include "storage/database.h"
#include "storage/error.h"
#include "storage/session_vault.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::test {

namespace fs = std::filesystem;

namespace {

class Examination {
 public:
  Examination(const fs::path& data, fs::path downloads, RunEnd end) : data_(data), downloads_(std::move(downloads)), end_(end) {
    for (const char* name : {"nightporter.sqlite", "nightporter.sqlite-wal"})
      if (fs::exists(data / name)) fs::copy_file(data / name, copy_ / name);
    database_ = storage::Database::open(copy_ / "nightporter.sqlite", {.check = storage::OpenOptions::Check::kAlways});
  }

  void look_at_loads() {
    each("SELECT 'audit row ' || id || ' is of a half load' FROM ingest_audit WHERE status = 'loading'");
    each(
        "SELECT 'download ' || d.id || ' is ' || d.status || ' and has ' || COUNT(a.id) || ' audit rows' FROM download_ledger AS d"
        " LEFT JOIN ingest_audit AS a ON a.download_id = d.id WHERE d.status IN ('loaded', 'unchanged', 'check_failed', 'collected')"
        " GROUP BY d.id, d.status HAVING COUNT(a.id) <> CASE d.status WHEN 'collected' THEN 0 ELSE 1 END");
    each(
        "SELECT 'audit row ' || a.id || ' is ' || a.status || ', its download ' || d.status FROM ingest_audit AS a"
        " JOIN download_ledger AS d ON d.id = a.download_id WHERE a.status <> d.status");
    const std::string staged = union_of("staging", "SELECT load_id FROM ");
    if (!staged.empty())
      each(
          "SELECT 'load ' || id || ' says ' || staged_rows || ' rows, ' || rows || ' are staged' FROM (SELECT a.id,"
          " CASE a.status WHEN 'loaded' THEN a.staged_rows ELSE 0 END AS staged_rows,"
          " (SELECT COUNT(*) FROM (" +
          staged +
          ") AS s WHERE s.load_id = a.id) AS rows FROM ingest_audit AS a) AS load"
          " WHERE staged_rows <> rows");
    if (!staged.empty())
      each("SELECT 'staged rows of load ' || load_id || ', which is not in the audit' FROM (" + staged +
           ") AS s WHERE load_id NOT IN (SELECT id FROM ingest_audit) GROUP BY load_id");
    const std::string facts = union_of("fact", "SELECT fact_id FROM ");
    if (!facts.empty())
      each(
          "SELECT inserted || ' rows were inserted, ' || there || ' facts are there' FROM (SELECT (SELECT SUM(inserted_rows)"
          " FROM ingest_audit) AS inserted, (SELECT COUNT(*) FROM (" +
          facts + ") AS f) AS there) AS sums WHERE inserted <> there");
    each(
        "SELECT 'change ' || id || ' of the history belongs to no load' FROM row_history"
        " WHERE load_id NOT IN (SELECT id FROM ingest_audit WHERE status = 'loaded')");
  }

  void look_at_files() {
    std::map<std::string, int> named;  // file name → rows of the ledger that say it is there
    storage::Statement select =
        database_->prepare("SELECT id, path, sha256 FROM download_ledger WHERE path <> '' AND file_deleted_at IS NULL ORDER BY id");
    while (select.next()) {
      const fs::path path = select.text(1);
      ++named[path.filename().string()];
      if (!fs::exists(path))
        tell("download {} is in the ledger, but {} is not there", select.integer(0), path.filename().string());
      else if (engine::digest_file(path).sha256 != select.text(2))
        tell("{} has not the hash that the ledger says", path.filename().string());
    }
    std::set<std::string> announced;
    storage::Statement intents = database_->prepare("SELECT path, temporary_path FROM download_intent");
    while (intents.next()) {
      announced.insert(fs::path(intents.text(0)).filename().string());
      if (end_ == RunEnd::kFinished) tell("{} is still announced", intents.text(0));
    }
    for (const auto& entry : fs::directory_iterator(downloads_)) {
      const std::string name = entry.path().filename().string();
      const auto found = named.find(name);
      if (found != named.end() && found->second > 1) tell("{} is in the ledger {} times", name, found->second);
      if (found != named.end() || announced.contains(name)) continue;
      // A killed run's temporary file is swept by the next one.
      if (end_ == RunEnd::kFinished || entry.path().extension() != ".part") tell("nobody knows of {}", name);
    }
  }

  void look_at_sessions(const std::vector<std::string>& stores) {
    const auto key = storage::SealingKey::load(data_ / "nightporter.key");
    if (!key) return tell("the key is gone");
    storage::SessionVault vault(*database_, *key);
    for (const std::string& store : stores) {
      const std::size_t slash = store.find('/');
      const model::SiteCode site(store.substr(0, slash));
      const model::StoreCode code(store.substr(slash + 1));
      try {
        const auto state = vault.newest(site, code);
        if (!state)
          tell("{} has lost its session", store);
        else if (state->reveal().find("\"cookies\"") == std::string_view::npos)
          tell("{} has a session without cookies", store);
      } catch (const storage::SealError& error) {
        tell("the session of {}: {}", store, error.what());
      }
    }
  }

  void look_for_remains() {
    each("SELECT 'run ' || run_id || ' never ended' FROM run WHERE finished_at IS NULL AND interrupted = 0");
    each("SELECT crm || '/' || store || ' is still leased' FROM store_lease WHERE released_at IS NULL");
    each("SELECT 'download ' || id || ' waits to be loaded' FROM download_ledger WHERE status = 'collected'");
    static const std::set<std::string> kKnown{"nightporter.sqlite",
                                              "nightporter.sqlite.lock",
                                              "nightporter.sqlite-wal",
                                              "nightporter.sqlite-shm",
                                              "nightporter.key",
                                              "nightporter.log",
                                              "evidence"};
    for (const auto& entry : fs::directory_iterator(data_))
      if (const std::string name = entry.path().filename().string(); !kKnown.contains(name)) tell("{} was left in the data folder", name);
  }

  std::vector<std::string> take() { return std::move(broken_); }

 private:
  template <class... Arguments>
  void tell(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    broken_.push_back(fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  void each(const std::string& sql) {
    storage::Statement select = database_->prepare(sql);
    while (select.next()) broken_.push_back(select.text(0));
  }

  std::string union_of(const std::string& role, const std::string& select_from) {
    storage::Statement tables = database_->prepare("SELECT table_name FROM mapped_table WHERE role = ?");
    tables.bind(1, role);
    std::string sql;
    while (tables.next()) sql += (sql.empty() ? "" : " UNION ALL ") + select_from + tables.text(0);
    return sql;
  }

  const fs::path data_;
  const fs::path downloads_;
  const RunEnd end_;
  const TemporaryFolder copy_;
  std::unique_ptr<storage::Database> database_;
  std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> broken_promises(const fs::path& data, const fs::path& downloads, const std::vector<std::string>& stores,
                                         RunEnd end) {
  try {
    Examination examination(data, downloads, end);
    examination.look_at_loads();
    examination.look_at_files();
    examination.look_at_sessions(stores);
    if (end == RunEnd::kFinished) examination.look_for_remains();
    return examination.take();
  } catch (const std::exception& error) {
    return {std::string("the database cannot be read: ") + error.what()};
  }
}

}  // namespace nightporter::test
