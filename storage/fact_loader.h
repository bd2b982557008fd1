#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/cell.h"
#include "model/content_hash.h"
#include "model/period.h"
#include "model/table_mapping.h"
#include "storage/database.h"
#include "storage/load_difference.h"
#include "storage/run_ledger.h"
#include "storage/upsert.h"

namespace nightporter::storage {

/// One file that is about to be loaded.
struct LoadSource {
  model::RunId run;
  StoreReport of;
  model::Period period;
  model::ContentHash hash;
  std::optional<std::int64_t> download;  // its ledger row, which the load marks as loaded
  std::string time_zone;                 // IANA name of the zone that the file's dates with times are in; empty = UTC
  std::optional<TimePoint> started_at;   // when reading the file began, for the audit; nullopt: now
  bool whole_period = true;              // false: other files have rows of the period too, so that what this one lacks is not missing
};

/// A row that is not loaded because it is bad.
struct QuarantinedRow {
  std::int64_t number = 0;  // the row of the file
  std::string reasons;      // JSON array of {"column", "value", "reason"}
  std::string raw_cells;    // JSON object {"header": "text"}
};

/// Loads one file's rows: staging, facts, history of changed cells, audit row and ledger status in ONE transaction. It begins with
/// the constructor and ends with commit(); the destructor rolls back what was not committed. Two loads of one Database at a time
/// are impossible (the second throws DatabaseError).
///
///     FactLoader loader(database, mapping, source);
///     read_table(path, mapping, [&](const model::Row& row, std::string_view others) { loader.stage(row, others); });
///     const Upsert counts = loader.merge();
///     loader.commit();
///
/// What it promises:
///  - Facts are keyed by (crm, store, the mapping's key columns). A known key is updated in place when any cell differs, and each
///    changed cell goes to row_history with its old and new text. A fact is never deleted; rows that a later file lacks stay.
///  - Where the mapping withdraws missing rows, facts of the period that the file lacks are marked in `withdrawn_at`, and unmarked when
///  they
///    come again; both are in row_history. Not when rows were quarantined (one of them may be the missing one) or other files bring rows
///    of the period.
///  - The same file loaded again changes nothing, not even a time: the load is seen in ingest_audit and the ledger alone. Staging
///    keeps the rows of loads that changed something.
///  - Two rows of one file with the same key: the last one wins, the others are counted as duplicates, and as conflicting when a
///    cell differs.
///  - An empty cell overwrites: the file is the truth about its rows. A column that the whole file lacks leaves known facts as they are.
class FactLoader {
 public:
  /// Makes the staging and fact tables, or adds the columns that the mapping has gained.
  /// Throws MappingError when a name is not one, or when key or column types differ from those of the table that is there.
  FactLoader(Database& database, const model::TableMapping& mapping, LoadSource source);
  ~FactLoader();
  FactLoader(const FactLoader&) = delete;
  FactLoader& operator=(const FactLoader&) = delete;

  /// Takes the file's next row. `other_columns`: a JSON object with the columns that the mapping does not name; empty when none.
  /// Throws RowRefused when a key cell is empty or a decimal cannot be kept exactly; nothing is loaded then.
  void stage(const model::Row& row, std::string_view other_columns = {});

  /// Keeps a row in the table beside the staging table. The same file's bad rows are kept once.
  void quarantine(QuarantinedRow row);

  /// Compares the staged rows with the facts and writes the difference; also the audit row and the ledger's status.
  /// `column_present`: per column of the mapping whether the file has it; empty = all of them.
  Upsert merge(const std::vector<bool>& column_present = {});

  /// What merge() has written, row by row; before commit() it is what a load would do. Throws std::logic_error before merge().
  std::vector<RowDifference> difference() const;

  /// Makes all of it durable. Throws std::logic_error before merge().
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nightporter::storage
