#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/table_mapping.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/raw_reader.h"
#include "stages/parse/read_table.h"
#include "stages/parse/typed/cell_converter.h"
#include "stages/parse/typed/table_header.h"

namespace nightporter::stages {

/// Takes the raw rows of a file and makes typed ones of those that are facts. Mapping and sinks must outlive it; `bad_rows` may be empty.
class ReportReader {
 public:
  /// Throws ParseError{kBadMapping} for a mapping that cannot be read by.
  ReportReader(const model::TableMapping& mapping, ContentKind kind, const ParsedRowSink& sink, const BadRowSink& bad_rows);

  void read(const RawRow& row);
  /// After the last row. Throws ParseError when there was no table, or not the right one.
  ParsedTable finish(const RawSummary& summary);

 private:
  void look_for_header(const RawRow& row);
  void refuse_second_table(const RawRow& row);
  bool is_totals(const RawRow& row) const;
  void read_totals(const RawRow& row);
  bool may_be_footer(const RawRow& row) const;
  void read_fact(const RawRow& row);
  bool says_empty(const RawRow& row) const;
  void add_empty_needed_cells(const ParsedRow& parsed, std::vector<BadRow::Reason>& reasons) const;
  void hand_out_bad(const RawRow& row, ParsedRow&& parsed, std::vector<BadRow::Reason> reasons);
  model::Cell convert(const RawRow& row, const RawCell& cell, std::size_t position);
  ParseError not_convertible(const RawRow& row, const RawCell& cell, std::size_t position, const NotConvertible& reason) const;
  void refuse_if_not_last(const RawRow& row) const;
  std::string other_columns_of(const RawRow& row);
  [[noreturn]] void fail_without_header(const RawSummary& summary) const;
  Place place(const RawRow& row) const;

  const model::TableMapping& mapping_;
  const ContentKind kind_;
  const ParsedRowSink& sink_;
  const BadRowSink& bad_rows_;
  std::vector<CellConverter> converters_;
  std::optional<TableHeader> header_;
  NearestHeader nearest_;
  std::size_t table_ = 0;                 // the one that has the header
  std::vector<std::uint64_t> rows_seen_;  // per table, up to where a header is looked for
  std::uint64_t last_row_ = 0;
  Place first_footer_;
  bool value_missing_in_others_ = false;
  ParsedTable result_;
};

}  // namespace nightporter::stages
