#pragma once

#include <cstdint>
#include <optional>

#include "stages/load/load_failure.h"
#include "stages/load/load_file.h"
#include "stages/load/row_spool.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

/// A file that was read, typed and checked, and waits for its transaction. Its memory does not grow with its rows.
struct CheckedFile {
  storage::Download download;
  storage::TimePoint started_at;
  RowSpool rows;  // those to be loaded
  ParsedTable table;
  CheckReport checks;
  std::int64_t rows_read = 0;
  std::optional<LoadFailure> failure;  // then nothing of it is to be loaded
};

/// Reads and checks a file without the database, so that a large or a malicious one keeps nobody from writing. `download` is the request's
/// ledger row. What is wrong with the file is in the result. It blocks. Throws Error when the rows find no room on the disk.
CheckedFile read_and_check(const storage::Download& download, const LoadRequest& request);
CheckedFile read_and_check(const storage::Download& download, const LoadRequest& request, const TableReader& reader);

/// Loads what was read, or enters why it cannot be, in ONE transaction, as load_file does. It blocks.
LoadOutcome load_checked(storage::Database& database, const LoadRequest& request, CheckedFile file);

/// The request's ledger row. Throws Error when there is none.
storage::Download ledger_row(storage::Database& database, const LoadRequest& request);

}  // namespace nightporter::stages
