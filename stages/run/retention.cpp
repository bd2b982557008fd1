#include "stages/run/retention.h"

#include <system_error>

#include "storage/run_ledger.h"

namespace nightporter::stages {

namespace fs = std::filesystem;

int delete_old_files(storage::Database& database, storage::TimePoint before) {
  storage::RunLedger ledger(database);
  int deleted = 0;
  for (const storage::Download& download : ledger.files_to_delete(before, before)) {
    std::error_code error;
    const bool was_there = fs::remove(download.path, error);
    // A folder that is not mounted now: the next run tries again.
    if (error || (!was_there && !fs::exists(download.path.parent_path(), error))) continue;
    ledger.mark_file_deleted(download.id, storage::now());
    ++deleted;
  }
  return deleted;
}

int delete_old_evidence(const fs::path& folder, storage::TimePoint before) {
  std::error_code error;
  int deleted = 0;
  const auto age_limit = std::chrono::file_clock::now() - (storage::now() - before);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    if (!entry.is_directory(ignored) || entry.last_write_time(ignored) >= age_limit) continue;
    if (fs::remove_all(entry.path(), ignored) > 0) ++deleted;
  }
  return deleted;
}

}  // namespace nightporter::stages
