#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "stages/parse/pdf/header_anchor.h"
#include "stages/parse/pdf/page_content.h"
#include "stages/parse/pdf/table_grid.h"

namespace nightporter::stages::pdf {

/// Makes one table of the pages of a report whose headers are known. Takes page after page and gives rows as soon as they are whole:
/// first what stands above the header, then the header, then the rows, at the end what stands below the table on a page.
/// A header that is repeated is dropped; a row that goes on at the top of the next page is one row.
class TablePages {
 public:
  using RowSink = std::function<void(const std::vector<std::string>& cells)>;

  /// `known` must have columns.
  TablePages(KnownTable known, RowSink sink) : known_(std::move(known)), sink_(std::move(sink)) {}

  /// `before` and `after` are the neighbouring pages, without words where there are none. Throws ParseError{kSiteChanged} when the page
  /// has the header with other columns than the pages before.
  void add(const PageContent& page, const PageContent& before, const PageContent& after);
  /// After the last page.
  void finish();

 private:
  /// How the table is laid out on the page that was read last.
  struct Layout {
    std::vector<std::string> names;  // of all columns; empty for one without a heading
    std::vector<Column> columns;
    ColumnRoles roles;
  };

  std::optional<Grid> between_lines(const PageContent& page, const std::vector<TextLine>& lines, const FoundHeader* header) const;
  Grid between_gaps(const PageContent& page, const std::vector<TextLine>& lines, const Rulings& rulings, const FoundHeader* header);
  std::size_t lines_of_table(const PageContent& page, const std::vector<TextLine>& all, const std::vector<Column>& columns,
                             double top) const;
  ColumnRoles roles_of(const std::vector<std::string>& names) const;
  void take_layout(const FoundHeader& header, const std::vector<Column>& columns);
  void take_rows(const Grid& grid);
  bool repeats_header(const std::vector<std::string>& cells) const;
  bool continues(const std::vector<std::string>& cells) const;
  void keep_footer(const std::string& text);
  void flush();

  KnownTable known_;
  RowSink sink_;
  std::optional<Layout> layout_;
  std::vector<std::vector<std::string>> titles_;
  std::vector<std::string> held_;  // the last row, which may go on
  std::vector<std::string> footers_;
};

}  // namespace nightporter::stages::pdf
