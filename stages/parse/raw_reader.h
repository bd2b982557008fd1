#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/table_mapping.h"
#include "stages/parse/content_kind.h"
#include "stages/parse/raw_row.h"
#include "stages/parse/read_limits.h"

namespace nightporter::stages {

enum class SheetState { kVisible, kHidden, kVeryHidden };

/// One sheet of a workbook, one table of a page, or the whole of a text file.
struct RawTable {
  std::string name;  // a sheet's name, an HTML table's id; may be empty
  SheetState state = SheetState::kVisible;
};

/// What a mapping knows of a column before the file is read: a PDF has no cells, so that its table is found by its headers.
struct KnownColumn {
  std::string header;
  bool key = false;
  bool optional = false;
  bool one_word = false;  // its texts have no spaces
};

/// What a mapping knows of its table.
struct KnownTable {
  std::vector<KnownColumn> columns;
  std::string totals_text;  // what marks the row that adds up the others; empty when there is none
};

/// Which tables of a file are wanted.
struct TableChoice {
  enum class Kind {
    kDefault,  // the first visible sheet of a workbook; every table of a page, since layout tables come before the report
    kAll,
    kNamed,  // by name, or by 1-based number written as text
  };
  Kind kind = Kind::kDefault;
  std::string name;
  KnownTable known;  // without columns when nothing is known of the table

  /// As TableMapping::sheet says it: empty = default.
  static TableChoice of_sheet(std::string sheet);
  /// The sheet that the mapping names, and its columns.
  static TableChoice of(const model::TableMapping& mapping);
  static TableChoice all() { return {.kind = Kind::kAll}; }
};

/// What was seen of a file besides its rows.
struct RawSummary {
  ContentKind kind = ContentKind::kEmpty;
  std::vector<RawTable> tables;    // all of the file, also those that were not wanted
  std::string page_title;          // HTML
  bool asks_for_password = false;  // HTML: the page has a password field
  std::string beginning;           // HTML and text: the first words, for error messages
};

using RawRowSink = std::function<void(const RawRow&)>;

/// Reads a spreadsheet, an HTML page, a text table or a PDF document row by row; memory does not grow with the number of rows (only with
/// the shared strings of a workbook). Rows come in the file's order, which in a damaged workbook is not ascending.
/// Throws ParseError; whatever the sink throws passes through. A checksum is known only at the end: until this function has returned,
/// the rows are provisional and must not be committed.
RawSummary read_raw(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink);

}  // namespace nightporter::stages
