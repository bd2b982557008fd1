#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stages/load/load_failure.h"
#include "stages/load/load_file.h"
#include "stages/load/row_spool.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

/// What must be known of a file before it is read.
struct LoadBasis {
  storage::Download download;
  std::optional<storage::Acceptance> acceptance;  // with id 0: it is entered with the load
  CheckContext context;
};

/// A file that was read, typed and checked, and waits for its transaction. Its memory does not grow with its rows.
struct CheckedFile {
  LoadBasis basis;
  storage::TimePoint started_at;
  RowSpool rows;                 // those to be loaded
  std::vector<BadRow> bad_rows;  // those for the quarantine, at most kMostBadRows
  ParsedTable table;
  CheckReport checks;
  std::int64_t rows_read = 0;
  std::optional<LoadFailure> failure;  // then nothing of it is to be loaded

  static constexpr std::size_t kMostBadRows = 10'000;
};

/// Reads and checks a file without the database, so that a large or a malicious one keeps nobody from writing. What is wrong with the file
/// is in the result. It blocks. Throws Error when the rows find no room on the disk.
CheckedFile read_and_check(LoadBasis basis, const LoadRequest& request);
CheckedFile read_and_check(LoadBasis basis, const LoadRequest& request, const TableReader& reader);

/// Loads what was read, or enters why it cannot be, in ONE transaction, as load_file does. It blocks.
LoadOutcome load_checked(storage::Database& database, const LoadRequest& request, CheckedFile file);

/// Looks up the request's ledger row, and what history and acceptances say of it. Throws Error when there is no such row.
LoadBasis basis_of(storage::Database& database, const LoadRequest& request);
/// The same of a file that the ledger does not know, for a dry run.
LoadBasis basis_of(storage::Database& database, const LoadRequest& request, storage::Download download);

}  // namespace nightporter::stages
