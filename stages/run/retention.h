#pragma once

#include <filesystem>

#include "storage/database.h"

namespace nightporter::stages {

/// Deletes downloaded files that were loaded, or refused, before `before`, and says so in the ledger; facts and ledger rows stay. A file
/// that is gone already counts. Returns how many. Files that wait to be loaded are never deleted.
int delete_old_files(storage::Database& database, storage::TimePoint before);

/// Deletes the evidence folders of runs that were last written to before `before`. Returns how many.
int delete_old_evidence(const std::filesystem::path& folder, storage::TimePoint before);

}  // namespace nightporter::stages
