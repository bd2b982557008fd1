#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/period.h"
#include "model/table_mapping.h"
#include "stages/parse/read_table.h"

namespace nightporter::stages {

enum class CheckRule { kRowsAtLeast, kRowsAtMost, kPeriod, kColumnEquals, kTotals, kRequired, kEmpty };

/// "period", "totals"…: one word for logs and JSON.
std::string_view to_string(CheckRule rule);

/// One thing that is wrong with a report. Row 0 and an empty column mean the whole table.
struct Violation {
  CheckRule rule;
  std::uint64_t row = 0;
  std::string column;  // header
  std::string value;
  std::string message;  // "order date 2025-11-11 lies outside 2025-11-12"
  std::string hint;
};

/// What the caller saw on the page when the report came.
enum class EmptyMarker { kNotSeen, kSeen };

enum class Emptiness {
  kHasRows,
  kConfirmed,   // no rows, and the page said so: zero sales
  kSuspicious,  // no rows, and nobody said why
};

/// The verdict on a whole table.
struct CheckReport {
  std::vector<Violation> violations;      // the first TableChecker::kShownViolations
  std::uint64_t violation_count = 0;      // all of them
  std::uint64_t rows = 0;                 // to be loaded
  std::uint64_t rows_outside_period = 0;  // dropped because the mapping keeps rows in the period only
  std::uint64_t duplicate_rows = 0;       // same key as an earlier row, and the same content
  std::uint64_t conflicting_rows = 0;     // same key as an earlier row, other content: the load takes the last
  Emptiness emptiness = Emptiness::kHasRows;

  bool passed() const { return violation_count == 0; }
};

enum class RowVerdict { kKeep, kDrop };

/// Checks a report row by row while it is read; nothing of a row is kept but hashes of its key and content.
/// Usable from one thread at a time. The mapping is copied.
class TableChecker {
 public:
  static constexpr std::size_t kShownViolations = 50;

  /// Throws ParseError{kBadMapping} when a check names a column that the mapping neither has nor keeps.
  TableChecker(const model::TableMapping& mapping, model::TableChecks checks, model::Period asked);
  ~TableChecker();
  TableChecker(TableChecker&&) noexcept;
  TableChecker& operator=(TableChecker&&) noexcept;

  /// kDrop: the row lies outside the asked period and the mapping wants it left out. A row that breaks a rule is kept, and reported.
  RowVerdict check(const ParsedRow& row);

  /// After the last row.
  CheckReport finish(const ParsedTable& table, EmptyMarker marker);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::stages
