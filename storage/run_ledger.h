#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/content_hash.h"
#include "model/period.h"
#include "model/strong_id.h"
#include "storage/database.h"
#include "storage/upsert.h"

namespace nightporter::storage {

/// One store's one report: what periods are counted by.
struct StoreReport {
  model::SiteCode site;
  model::StoreCode store;
  model::ReportName report;

  friend auto operator<=>(const StoreReport&, const StoreReport&) = default;
};

enum class DownloadStatus {
  kCollected,    // the file is whole and in its place, not yet loaded
  kLoaded,       // loaded; something was new or updated
  kUnchanged,    // loaded; the database knew all of it
  kCheckFailed,  // the file was refused: its content is not what was asked for
  kFailed,       // no file, or it could not be loaded; see the error
};
std::string_view to_string(DownloadStatus status);
/// nullopt for a word that is no status.
std::optional<DownloadStatus> parse_download_status(std::string_view text);

/// What went wrong, as the ledger keeps it.
struct Failure {
  std::string kind;  // one word a class of error: "login_needed", "site_changed", "transient", "check_failed", "load_failed", …
  std::string text;
};

/// A file that is whole, still under its temporary name.
struct CollectedFile {
  std::filesystem::path temporary;  // where it is now
  std::filesystem::path final;      // where it goes; its name is the canonical one
  std::int64_t size_bytes = 0;
  model::ContentHash hash;
  std::string source_url;
  std::string suggested_name;    // the site's own name for it
  bool length_verified = false;  // as many bytes as the server announced, or it told where they end
  bool empty_confirmed = false;  // the page said that the report is empty
  int file_count = 1;            // files that the same collecting brought for this period, this one among them
};

/// What the gates said of a file.
struct Judgement {
  std::vector<std::string> failed_gates;   // "totals", "rows-at-least"…; of a loaded file those that the acceptance waived
  bool zero_sales_confirmed = false;       // no rows, and the site said so
  std::optional<std::int64_t> acceptance;  // see Acceptances

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

/// One row of the download ledger: a file that was collected, or an attempt that failed.
struct Download {
  std::int64_t id = 0;
  model::RunId run;
  StoreReport of;
  model::Period period;
  DownloadStatus status = DownloadStatus::kCollected;
  std::string file_name;  // empty when there was no file
  std::filesystem::path path;
  std::int64_t size_bytes = 0;
  model::ContentHash hash;
  std::string source_url;
  std::string suggested_name;
  bool length_verified = false;
  bool empty_confirmed = false;
  TimePoint started_at;
  TimePoint finished_at;  // of collecting
  std::optional<TimePoint> loaded_at;
  std::optional<TimePoint> file_deleted_at;
  std::optional<Upsert> counts;  // when it was loaded
  std::optional<Failure> failure;
  int file_count = 1;  // as in CollectedFile
  Judgement judgement;

  /// False of a file that is only compared: the ledger knows nothing of it.
  bool is_entered() const { return id != 0; }
};

/// A file that was about to be put into its place when the program ended.
struct Intent {
  std::int64_t id = 0;
  model::RunId run;
  StoreReport of;
  model::Period period;
  CollectedFile file;
  TimePoint started_at;
};

struct Run {
  model::RunId id;
  std::string command;
  TimePoint started_at;
  std::optional<TimePoint> finished_at;  // nullopt: still running, or it was killed
  std::optional<int> exit_code;
  std::string summary;
  bool interrupted = false;  // the program was killed before it could finish the run
};

/// Which rows of the ledger; what is not set does not restrict.
struct DownloadFilter {
  std::optional<model::RunId> run;
  std::optional<model::SiteCode> site;
  std::optional<model::StoreCode> store;
  std::optional<model::ReportName> report;
  std::optional<model::Period> overlapping;
  std::optional<DownloadStatus> status;
  int at_most = 200;
};

/// Days that are in the facts, and when the file that brought them was collected: a day collected before it was over is not complete.
struct Coverage {
  model::Period period;
  TimePoint collected_at;

  friend bool operator==(const Coverage&, const Coverage&) = default;
};

/// The book of runs and files: what was fetched, when, from where, and what became of it. Failures are rows too, so that it tells
/// the whole story. Every function is one transaction of its own, unless a Transaction is open already: then it is part of that.
/// Holds no state; the Database must outlive it.
class RunLedger {
 public:
  explicit RunLedger(Database& database) : database_(database) {}

  /// Enters a new run and names it after its start: "20251113-0100", or "20251113-0100-2" when that one is taken. UTC.
  model::RunId start_run(const std::string& command);
  void finish_run(const model::RunId& run, int exit_code, const std::string& summary);
  /// Says that the run is still at work. StoreLease does so whenever it is taken or renewed.
  void beat(const model::RunId& run);
  /// Marks runs that were killed as interrupted: those of this machine whose process is gone, and those of other machines and containers
  /// that have not been heard of for kSilence. Returns them.
  std::vector<model::RunId> close_interrupted_runs();
  static constexpr std::chrono::minutes kSilence{15};
  /// Newest first.
  std::vector<Run> runs(int at_most = 50);
  std::optional<Run> run(const model::RunId& run);

  /// Before the file is renamed into its place: says what is about to happen, so that a kill between the rename and the ledger row
  /// loses nothing. Returns the intent's id.
  std::int64_t begin_intent(const Intent& intent);
  /// After the rename: turns the intent into a ledger row (kCollected). Returns the row's id. Earlier rows whose file was at the same
  /// place are marked: their file is gone, and those that still waited to be loaded have failed as "superseded".
  std::int64_t commit_intent(std::int64_t intent, TimePoint finished_at);
  void drop_intent(std::int64_t intent);
  /// Of all stores.
  std::vector<Intent> intents();
  /// The intents of one store; the caller holds its lease.
  std::vector<Intent> intents(const model::SiteCode& site, const model::StoreCode& store);

  /// Enters an attempt that brought no file. Returns the row's id.
  std::int64_t record_failed_download(const model::RunId& run, const StoreReport& of, const model::Period& period, TimePoint started_at,
                                      const Failure& failure);
  /// Enters that the site has nothing for the period and said so; no file came. It counts as loaded, and has an audit row.
  std::int64_t record_confirmed_empty(const model::RunId& run, const StoreReport& of, const model::Period& period, TimePoint started_at);
  /// Says that a collected file was refused (kCheckFailed) or could not be loaded (kFailed).
  void mark_failed(std::int64_t download, DownloadStatus status, const Failure& failure);
  void mark_judged(std::int64_t download, const Judgement& judgement);
  /// kLoaded or kUnchanged by the counts. Called inside the load's transaction.
  void mark_loaded(std::int64_t download, const Upsert& counts, TimePoint loaded_at);
  void mark_file_deleted(std::int64_t download, TimePoint deleted_at);

  std::optional<Download> download(std::int64_t id);
  /// Newest first.
  std::vector<Download> downloads(const DownloadFilter& filter);
  /// Files that wait to be loaded, oldest first: what a killed run left to do.
  std::vector<Download> waiting_to_be_loaded(const model::SiteCode& site, const model::StoreCode& store);
  /// Files that are still on the disk though they were loaded before `loaded_before`, or refused and collected before `refused_before`:
  /// what the retention gives up.
  std::vector<Download> files_to_delete(TimePoint loaded_before, TimePoint refused_before);
  /// What is in the facts, oldest period first. A period is, when all files that one collecting brought for it are loaded.
  std::vector<Coverage> coverage(const StoreReport& of);

 private:
  Database& database_;
};

}  // namespace nightporter::storage
