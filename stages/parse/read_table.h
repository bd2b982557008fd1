#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/cell.h"
#include "model/decimal.h"
#include "model/table_mapping.h"
#include "stages/parse/content_kind.h"
#include "stages/parse/read_limits.h"

namespace nightporter::stages {

/// One fact of a report: the mapped columns, typed, in the mapping's order.
struct ParsedRow {
  std::uint64_t number = 0;  // the row of the file, 1-based
  model::Row cells;
  std::string other_columns;  // JSON object {"header": "text"} of the columns that the mapping does not know; empty unless kKeep
};

/// A row that is no fact because something in it is not what its column should hold.
struct BadRow {
  struct Reason {
    std::uint32_t column = 0;  // 1 = A; 0 = the whole row
    std::string header;
    std::string value;
    std::string message;  // "not a date as dd/MM/yyyy"
    std::string hint;
  };
  std::uint64_t number = 0;  // the row of the file, 1-based
  std::vector<Reason> reasons;
  model::Row cells;       // those that could be typed; the others are empty
  std::string raw_cells;  // JSON object {"header": "text as in the file"}
};

/// The row that adds up the others.
struct ParsedTotals {
  struct Sum {
    std::size_t column;  // position in the mapping's columns
    model::Decimal value;
  };
  std::uint64_t number = 0;
  std::vector<Sum> sums;  // of the columns that the mapping wants checked and that are not empty here
};

/// What was read besides the rows.
struct ParsedTable {
  ContentKind kind = ContentKind::kEmpty;
  std::string sheet;
  std::uint64_t header_row = 0;
  std::vector<std::string> headers;  // as in the file, from column A, white space folded
  std::vector<bool> column_present;  // per column of the mapping: false only for an optional one that the file lacks
  std::uint64_t rows = 0;            // facts handed to the sink
  std::uint64_t bad_rows = 0;        // handed to the other sink
  std::uint64_t repeated_headers = 0;
  std::vector<std::string> footers;  // rows below the facts that are no facts, as text ("Printed on …")
  std::optional<ParsedTotals> totals;
  bool says_empty = false;            // the mapping's empty_text stands in the file
  std::vector<std::string> warnings;  // worth a line in the log
};

using ParsedRowSink = std::function<void(ParsedRow&&)>;
using BadRowSink = std::function<void(BadRow&&)>;

/// Reads the table that `mapping` describes out of a report's file and hands its facts to `sink`, typed, in the file's order.
/// The header row is found by the mapping's header names; rows above it are titles. A column that is gone is an error that names
/// what is gone and what is new (kSiteChanged), never a shift. The totals row, repeated headers and footers are no facts.
/// Rows with values that are none of their column's type, and shifted ones, go to `bad_rows`; without it they are errors. Where the mapping
/// quarantines bad rows, those with an empty key or required cell go there too.
/// The file is read in a process of its own (see read_apart); what it gives is judged here.
/// Throws ParseError; whatever the sink throws passes through. Rows are provisional until this function has returned.
ParsedTable read_table(const std::filesystem::path& file, const model::TableMapping& mapping, const ParsedRowSink& sink,
                       const ReadLimits& limits = {}, const BadRowSink& bad_rows = {});

}  // namespace nightporter::stages
