#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightporter::model {

enum class ColumnType { kText, kInteger, kDecimal, kDate, kDateTime, kBoolean };

/// One column of a report: where it stands in the file and what it is in the database.
struct ColumnMapping {
  std::string header;  // as in the file, white space folded
  std::string name;    // in staging and fact tables: [a-z][a-z0-9_]*
  ColumnType type = ColumnType::kText;
  std::string format;     // of dates shown as text: "dd/MM/yyyy"; empty = ISO or a true date cell
  std::string locale;     // of numbers shown as text: "en-IN", "de-DE", "id-ID"; empty = "en-US"
  bool key = false;       // part of the unique key
  bool required = false;  // an empty cell is a bad row
  bool period = false;    // the date that must lie inside the asked period
  bool optional = false;  // the file may lack the column
  bool one_word = false;  // a text without spaces: what a PDF has broken over lines is put together again without one
};

/// Two columns that nobody could tell apart by their headers: the same but for the case of A to Z.
bool same_header(std::string_view a, std::string_view b);

/// A row at the end that adds up the others: not a fact, but a check.
struct TotalsRow {
  std::string column;              // header of the column that marks it…
  std::string equals;              // …by this text
  std::vector<std::string> check;  // names of the columns whose sum must equal the row's cell
};

enum class OtherColumns {
  kKeep,    // stored beside the mapped ones as JSON text in `other_columns`
  kIgnore,  // dropped
  kRefuse,  // a column that the mapping does not know is an error
};

/// What is done with a row whose values are not what its columns should hold.
enum class BadRows {
  kRefuse,      // nothing of the file is loaded
  kQuarantine,  // the row goes to a table beside the staging table, the others are loaded
};

/// What is done with facts of the asked period that a later file lacks.
enum class MissingRows {
  kKeep,
  kWithdraw,  // marked with the time in `withdrawn_at`, until they come again
};

/// What a recipe says of the table inside a report's file. storage/ makes the staging and fact tables from it.
struct TableMapping {
  std::string sheet;  // name, or 1-based number as text; empty = the first
  std::vector<ColumnMapping> columns;
  std::optional<TotalsRow> totals_row;
  OtherColumns other_columns = OtherColumns::kKeep;
  BadRows bad_rows = BadRows::kRefuse;
  MissingRows missing_rows = MissingRows::kKeep;
  std::string empty_text;            // the file's own words for "no rows in this period"; empty = it has none
  bool keep_rows_in_period = false;  // drop rows whose period column lies outside the asked period, and count them
  std::string staging_table;         // "stg_td_order_report"
  std::string fact_table;            // "fact_td_orders"

  /// Positions in `columns` of the columns that make the unique key, in order.
  std::vector<std::size_t> key_columns() const;
};

enum class DuplicateKeys {
  kAllow,              // the last row with a key counts
  kRefuseConflicting,  // only rows that are alike may have the same key
  kRefuse,
};

/// How many rows a day may have, as a part of the average of the same weekdays before it.
struct RowsAgainstHistory {
  std::optional<double> min;
  std::optional<double> max;
  int weeks = 4;  // how far back
};

/// Checks of a report's table beyond its mapping.
struct TableChecks {
  std::optional<std::int64_t> rows_at_least;
  std::optional<std::int64_t> rows_at_most;
  std::optional<RowsAgainstHistory> rows_against_history;
  DuplicateKeys duplicate_keys = DuplicateKeys::kAllow;
  /// Column (by header or name) and the text that every row must have there, after substitution of variables.
  std::vector<std::pair<std::string, std::string>> column_equals;
};

/// Names that every staging or fact table has for itself ("store", "run_id", …), so that no column of a report may have them.
bool is_reserved_column_name(std::string_view name);

}  // namespace nightporter::model
