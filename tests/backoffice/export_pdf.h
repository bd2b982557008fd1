#pragma once

#include <string>
#include <vector>

namespace nightporter::backoffice {

/// A report as a back office prints it: texts as they are shown.
struct PrintedReport {
  enum class Align { kLeft, kRight };
  struct Column {
    std::string header;
    double width = 1;  // share of the page's width
    Align align = Align::kLeft;
  };
  enum class Lines {
    kGrid,  // around every cell
    kRows,  // under every row
    kNone,  // only under the header
  };
  enum class Paper { kPortrait, kLandscape };

  std::string title;
  std::string period;  // under the title
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> totals;  // empty = none
  std::string when_empty;           // stands in place of the rows
  Lines lines = Lines::kGrid;
  Paper paper = Paper::kPortrait;
  double font_size = 8;
};

/// The report as a PDF of as many A4 pages as it needs: the header on each, texts that are too long for their column broken over lines,
/// the number of pages at the foot. Latin-1 only.
std::string to_pdf(const PrintedReport& report);

}  // namespace nightporter::backoffice
