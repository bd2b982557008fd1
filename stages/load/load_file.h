#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/table_mapping.h"
#include "stages/check/table_checker.h"
#include "stages/parse/read_limits.h"
#include "stages/parse/read_table.h"
#include "storage/acceptances.h"
#include "storage/database.h"
#include "storage/load_difference.h"
#include "storage/upsert.h"

namespace nightporter::stages {

enum class LoadMode {
  kLoad,
  kDryRun,  // everything is done, and rolled back: the outcome says what a load would do
};

/// One collected file that is to be loaded.
struct LoadRequest {
  std::int64_t download = 0;  // its ledger row: run, store, report, period and hash are taken from there
  std::filesystem::path file;
  model::TableMapping mapping;
  model::TableChecks checks;  // variables substituted
  EmptyMarker marker = EmptyMarker::kNotSeen;
  ReadLimits limits;
  std::string time_zone;  // IANA name of the zone that the report's dates with times are in; empty = UTC
  /// Days from here on were not over when the file was collected.
  std::optional<model::CalendarDate> unfinished_from;
  /// A person's word that the file is to be loaded although the named gates refuse it: entered with the load, or not at all. The download,
  /// its store, report, period and hash are taken from the ledger row. An earlier acceptance of the same content counts without it.
  std::optional<storage::Acceptance> acceptance;
  LoadMode mode = LoadMode::kLoad;
  /// Called in the transaction when all is written, just before it is made durable; when it throws, nothing is (StoreLease::check).
  std::function<void()> before_commit;
};

/// What became of it.
struct LoadOutcome {
  enum class Kind {
    kLoaded,     // something was new or updated
    kUnchanged,  // all of it was known, or the report is empty and the site said so
    kRefused,    // the content is not what was asked for: nothing was loaded
    kFailed,     // it cannot be loaded because of the recipe or the disk: nothing was loaded
  };

  Kind kind = Kind::kFailed;
  LoadMode mode = LoadMode::kLoad;  // of a dry run all of this is what a load would do
  storage::Upsert counts;
  std::vector<storage::RowDifference> difference;  // of a dry run alone: row by row
  CheckReport checks;                              // with the violations when the checks refused it
  std::vector<std::string> warnings;               // worth a line in the log each

  // When it is not good():
  std::string failure_kind;  // one word, as in the ledger: "gate_failed", "empty_suspicious", "row_refused", "bad_mapping", "file_changed"
                             // or a ParseErrorKind's
  std::string message;
  std::string hint;

  bool good() const { return kind == Kind::kLoaded || kind == Kind::kUnchanged; }
};

/// Where the rows of a table go; `bad` is empty when a bad row is an error.
struct RowSinks {
  ParsedRowSink fact;
  BadRowSink bad;
};

/// Reads a table and hands its rows out, as read_table does.
using TableReader = std::function<ParsedTable(const RowSinks&)>;

/// Reads and checks a file, then loads it in ONE transaction: staging rows, facts, history, audit row and the ledger's status. A refusal
/// leaves nothing but the ledger's status and an audit row that say why. Loading the same file again changes nothing. It blocks: call it
/// on a worker thread that has the database to itself; where others wait for it, read_and_check first (checked_file.h).
/// Throws storage::Error when the database is busy, full or damaged, and what before_commit throws: then the ledger still says that
/// the file waits to be loaded. Throws stages::Error when the ledger has no such row.
LoadOutcome load_file(storage::Database& database, const LoadRequest& request);

/// The same with the rows of `reader` in place of the file's.
LoadOutcome load_table(storage::Database& database, const LoadRequest& request, const TableReader& reader);

}  // namespace nightporter::stages
