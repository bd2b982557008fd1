#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/period.h"
#include "model/table_mapping.h"
#include "stages/parse/read_table.h"

namespace nightporter::stages {

enum class CheckRule {
  kRowsAtLeast,
  kRowsAtMost,
  kRowsAgainstHistory,
  kPeriod,
  kColumnEquals,
  kTotals,
  kRequired,
  kDuplicateKeys,
  kEmpty,
  kKey,      // a cell of the key is empty: structural
  kBadRows,  // no row is good: structural
};

/// "period", "totals"…: one word for logs, the ledger and JSON.
std::string_view to_string(CheckRule rule);
/// nullopt for a word that is no rule.
std::optional<CheckRule> parse_check_rule(std::string_view word);
/// False for what is structural: no person can make a row loadable that has no key.
bool can_be_accepted(CheckRule rule);

/// One thing that is wrong with a report. Row 0 and an empty column mean the whole table.
struct Violation {
  CheckRule rule;
  std::uint64_t row = 0;
  std::string column;  // header
  std::string value;
  std::string message;  // "order date 2025-11-11 lies outside 2025-11-12"
  std::string hint;
};

/// What the checks of one file must know besides the recipe.
struct CheckContext {
  /// nullopt when nobody knows what was asked for: then nothing is said of it.
  std::optional<model::Period> asked;
  /// For days of the period: how many rows each known one of the same weekdays before them had.
  std::map<model::CalendarDate, std::vector<std::int64_t>> rows_of_weekdays;
  /// Days from here on were not over when the file was made: they may still have too few rows.
  std::optional<model::CalendarDate> unfinished_from;
  std::set<CheckRule> waived;  // by an acceptance
};

/// What the caller saw on the page when the report came.
enum class EmptyMarker { kNotSeen, kSeen };

enum class Emptiness {
  kHasRows,
  kConfirmed,   // no rows, and the page or the file said so: zero sales
  kSuspicious,  // no rows, and nobody said why
};

/// The verdict on a whole table.
struct CheckReport {
  std::vector<Violation> violations;      // the first TableChecker::kShownViolations
  std::uint64_t violation_count = 0;      // all of them, but for those that are waived
  std::set<CheckRule> failed;             // rules of those
  std::set<CheckRule> waived;             // rules that were broken too, and are waived
  std::uint64_t rows = 0;                 // to be loaded
  std::uint64_t rows_outside_period = 0;  // dropped because the mapping keeps rows in the period only
  std::uint64_t duplicate_rows = 0;       // same key as an earlier row, and the same content
  std::uint64_t conflicting_rows = 0;     // same key as an earlier row, other content: the load takes the last
  std::uint64_t bad_rows = 0;             // left out: see TableChecker::leave_out
  Emptiness emptiness = Emptiness::kHasRows;

  bool passed() const { return violation_count == 0; }
  /// True when it did not pass, and for no other reasons than a person can overrule.
  bool can_be_accepted() const;
};

enum class RowVerdict { kKeep, kDrop };

/// Checks a report row by row while it is read; nothing of a row is kept but hashes of its key and content.
/// Usable from one thread at a time. The mapping is copied.
class TableChecker {
 public:
  static constexpr std::size_t kShownViolations = 50;

  /// Throws ParseError{kBadMapping} when a check names a column that the mapping neither has nor keeps.
  TableChecker(const model::TableMapping& mapping, model::TableChecks checks, CheckContext context);
  ~TableChecker();
  TableChecker(TableChecker&&) noexcept;
  TableChecker& operator=(TableChecker&&) noexcept;

  /// kDrop: the row lies outside the asked period and the mapping wants it left out. A row that breaks a rule is kept, and reported.
  RowVerdict check(const ParsedRow& row);

  /// A row that is not loaded because it is bad. What could be read of it counts in the sums.
  void leave_out(const BadRow& row);

  /// After the last row.
  CheckReport finish(const ParsedTable& table, EmptyMarker marker);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::stages
