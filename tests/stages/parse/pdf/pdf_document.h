#pragma once

#include <string>
#include <vector>

namespace nightporter::test {

/// Writes small PDF documents by hand, uncompressed: A4 pages with Helvetica text and lines. Coordinates in points from the top left.
class PdfDocument {
 public:
  PdfDocument& page();
  PdfDocument& text(double left, double baseline, const std::string& words, double size = 10);
  PdfDocument& line(double x1, double y1, double x2, double y2);
  /// Whatever else a page may be told to draw, in the operators of PDF.
  PdfDocument& operators(const std::string& content);
  /// Asks for a password that nobody knows.
  PdfDocument& encrypted();

  std::string bytes() const;

 private:
  std::vector<std::string> pages_;
  bool encrypted_ = false;
};

}  // namespace nightporter::test
