#pragma once

#include <string>
#include <vector>

#include "stages/parse/pdf/page_content.h"
#include "stages/parse/pdf/table_grid.h"
#include "stages/parse/raw_reader.h"

namespace nightporter::test {

/// A page of made-up boxes: A4, every letter 5 pt wide, a space 3 pt, the font 10 pt high.
class PageDraft {
 public:
  /// Words from `left` on, in the line whose top is `top`.
  PageDraft& text(double left, double top, const std::string& words);
  PageDraft& horizontal(double at, double from, double to);
  PageDraft& vertical(double at, double from, double to);
  /// Lines around and between these columns and rows.
  PageDraft& grid(const std::vector<double>& xs, const std::vector<double>& ys);

  const stages::pdf::PageContent& page() const { return page_; }

 private:
  stages::pdf::PageContent page_{.width = 595, .height = 842};
};

/// "a|b|c" for each row.
std::vector<std::string> row_texts(const stages::pdf::Grid& grid);

/// The same of the table that runs over these pages, its headers first; they are known by `columns`.
std::vector<std::string> rows_over(const std::vector<PageDraft>& pages, const std::vector<stages::KnownColumn>& columns);

std::string joined_by_bars(const std::vector<std::string>& cells);

}  // namespace nightporter::test
