#include "tests/backoffice/export_pdf.h"

#include <fmt/format.h>
#include <hpdf.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace nightporter::backoffice {

namespace {

constexpr double kMargin = 36;  // pt
constexpr double kPadding = 3;
constexpr double kFoot = 24;

/// Haru's standard fonts are of one byte a character.
std::string latin1(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      result += text[at];
    } else if ((byte == 0xC2 || byte == 0xC3) && at + 1 < text.size()) {
      result += static_cast<char>((byte == 0xC3 ? 0x40 : 0) + static_cast<unsigned char>(text[++at]));
    } else {
      throw std::invalid_argument("not Latin-1: " + text);
    }
  }
  return result;
}

struct FreeDocument {
  void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};

/// Writes one report; its documents are small, so pages are remembered until all are there and can be numbered.
class Printer {
 public:
  explicit Printer(const PrintedReport& report) : report_(report), document_(HPDF_New(nullptr, nullptr)) {
    if (!document_) throw std::runtime_error("libharu: cannot make a document");
    HPDF_SetCompressionMode(document_.get(), HPDF_COMP_ALL);
    font_ = HPDF_GetFont(document_.get(), "Helvetica", "WinAnsiEncoding");
    bold_ = HPDF_GetFont(document_.get(), "Helvetica-Bold", "WinAnsiEncoding");
  }

  std::string print() {
    begin_page();
    if (report_.rows.empty()) {
      text(font_, report_.font_size, kMargin + width_ / 3, y_ - report_.font_size * 1.5, report_.when_empty);
      y_ -= report_.font_size * 2.5;
    }
    for (const auto& row : report_.rows) add_row(row, font_);
    if (!report_.totals.empty()) add_row(report_.totals, bold_);
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      page_ = pages_[page];
      text(font_, 7, kMargin, kFoot, "Dicetak oleh sistem pada 13/11/2025 08:00 WIB");
      text(font_, 7, kMargin + width_ - 60, kFoot, fmt::format("Halaman {} dari {}", page + 1, pages_.size()));
    }
    HPDF_SaveToStream(document_.get());
    if (const HPDF_STATUS error = HPDF_GetError(document_.get()); error != HPDF_OK)
      throw std::runtime_error(fmt::format("libharu: error {:#x}", error));
    std::string bytes(HPDF_GetStreamSize(document_.get()), '\0');
    auto size = static_cast<HPDF_UINT32>(bytes.size());
    HPDF_ReadFromStream(document_.get(), reinterpret_cast<HPDF_BYTE*>(bytes.data()), &size);
    bytes.resize(size);
    return bytes;
  }

 private:
  using Lines = PrintedReport::Lines;

  void begin_page() {
    page_ = HPDF_AddPage(document_.get());
    pages_.push_back(page_);
    const bool landscape = report_.paper == PrintedReport::Paper::kLandscape;
    HPDF_Page_SetSize(page_, HPDF_PAGE_SIZE_A4, landscape ? HPDF_PAGE_LANDSCAPE : HPDF_PAGE_PORTRAIT);
    HPDF_Page_SetLineWidth(page_, 0.5F);
    width_ = HPDF_Page_GetWidth(page_) - 2 * kMargin;
    y_ = HPDF_Page_GetHeight(page_) - kMargin;
    if (pages_.size() == 1) {
      text(bold_, 14, kMargin, y_ - 14, report_.title);
      text(font_, 9, kMargin, y_ - 30, report_.period);
      y_ -= 44;
    }
    std::vector<std::string> headers;
    for (const auto& column : report_.columns) headers.push_back(column.header);
    draw(headers, bold_);
    if (report_.lines != Lines::kGrid) line(kMargin, y_, kMargin + width_, y_);
  }

  void add_row(const std::vector<std::string>& cells, HPDF_Font font) {
    if (y_ - height_of(broken(cells, font)) < kMargin + kFoot) begin_page();
    draw(cells, font);
  }

  using Broken = std::vector<std::vector<std::string>>;  // of each cell, its lines

  Broken broken(const std::vector<std::string>& cells, HPDF_Font font) {
    Broken lines;
    for (std::size_t i = 0; i < cells.size(); ++i) lines.push_back(wrapped(cells[i], column_width(i) - 2 * kPadding, font));
    return lines;
  }

  /// As browsers do: between words, and inside one only when it alone is too long.
  std::vector<std::string> wrapped(const std::string& cell, double room, HPDF_Font font) {
    std::vector<std::string> lines(1);
    std::string rest = cell;
    while (!rest.empty()) {
      const std::size_t space = rest.find(' ');
      std::string word = rest.substr(0, space);
      rest = space == std::string::npos ? "" : rest.substr(space + 1);
      const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
      if (width_of(longer, font) <= room) {
        lines.back() = longer;
        continue;
      }
      if (!lines.back().empty()) lines.emplace_back();
      while (width_of(word, font) > room) {
        std::size_t fitting = word.size() - 1;
        while (fitting > 1 && width_of(word.substr(0, fitting), font) > room) --fitting;
        lines.back() = word.substr(0, fitting);
        lines.emplace_back();
        word = word.substr(fitting);
      }
      lines.back() = word;
    }
    return lines;
  }

  void draw(const std::vector<std::string>& cells, HPDF_Font font) {
    const Broken lines = broken(cells, font);
    const double height = height_of(lines);
    double x = kMargin;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      double baseline = y_ - kPadding - report_.font_size;
      for (const std::string& piece : lines[i]) {
        const bool right = report_.columns[i].align == PrintedReport::Align::kRight;
        const double left = right ? x + column_width(i) - kPadding - width_of(piece, font) : x + kPadding;
        text(font, report_.font_size, left, baseline, piece);
        baseline -= report_.font_size * 1.2;
      }
      if (report_.lines == Lines::kGrid) box(x, y_ - height, column_width(i), height);
      x += column_width(i);
    }
    y_ -= height;
    if (report_.lines == Lines::kRows) line(kMargin, y_, kMargin + width_, y_);
  }

  double height_of(const Broken& lines) const {
    std::size_t most = 1;
    for (const auto& cell : lines) most = std::max(most, cell.size());
    return static_cast<double>(most) * report_.font_size * 1.2 + 2 * kPadding;
  }

  double column_width(std::size_t index) const {
    double all = 0;
    for (const auto& column : report_.columns) all += column.width;
    return width_ * report_.columns[index].width / all;
  }

  double width_of(const std::string& piece, HPDF_Font font) {
    HPDF_Page_SetFontAndSize(page_, font, static_cast<HPDF_REAL>(report_.font_size));
    return HPDF_Page_TextWidth(page_, latin1(piece).c_str());
  }

  void text(HPDF_Font font, double size, double x, double y, const std::string& words) {
    HPDF_Page_BeginText(page_);
    HPDF_Page_SetFontAndSize(page_, font, static_cast<HPDF_REAL>(size));
    HPDF_Page_TextOut(page_, static_cast<HPDF_REAL>(x), static_cast<HPDF_REAL>(y), latin1(words).c_str());
    HPDF_Page_EndText(page_);
  }

  void line(double x1, double y1, double x2, double y2) {
    HPDF_Page_MoveTo(page_, static_cast<HPDF_REAL>(x1), static_cast<HPDF_REAL>(y1));
    HPDF_Page_LineTo(page_, static_cast<HPDF_REAL>(x2), static_cast<HPDF_REAL>(y2));
    HPDF_Page_Stroke(page_);
  }

  void box(double x, double y, double width, double height) {
    HPDF_Page_Rectangle(page_, static_cast<HPDF_REAL>(x), static_cast<HPDF_REAL>(y), static_cast<HPDF_REAL>(width),
                        static_cast<HPDF_REAL>(height));
    HPDF_Page_Stroke(page_);
  }

  const PrintedReport& report_;
  std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, FreeDocument> document_;
  HPDF_Font font_ = nullptr;
  HPDF_Font bold_ = nullptr;
  std::vector<HPDF_Page> pages_;
  HPDF_Page page_ = nullptr;
  double width_ = 0;
  double y_ = 0;  // of the next row's top, from the page's foot
};

}  // namespace

std::string to_pdf(const PrintedReport& report) {
  return Printer(report).print();
}

}  // namespace nightporter::backoffice
