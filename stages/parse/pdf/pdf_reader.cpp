#include "stages/parse/pdf/pdf_reader.h"

#include "stages/parse/input_file.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/pdf/pdf_file.h"
#include "stages/parse/pdf/table_area.h"
#include "stages/parse/pdf/table_pages.h"
#include "stages/parse/table_choice.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kShownBeginning = 200;

/// Hands rows on as the other readers do, and holds to the limits.
class RowGiver {
 public:
  RowGiver(const ReadLimits& limits, const RawRowSink& sink) : limits_(limits), sink_(sink) {}

  void begin_table(std::size_t table, std::string_view name) {
    row_.table = table;
    row_.table_name = name;
    row_.number = 0;
  }

  void give(const std::vector<std::string>& cells) {
    if (++row_.number > limits_.rows) throw ParseError(ParseErrorKind::kTooLarge, "too many rows");
    if (cells.size() > limits_.columns) throw ParseError(ParseErrorKind::kTooLarge, "too many columns");
    row_.cells.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].size() > limits_.cell_bytes)
        throw ParseError(ParseErrorKind::kTooLarge, Place{.row = row_.number, .column = static_cast<std::uint32_t>(i + 1)},
                         "too long a text");
      if (!cells[i].empty()) row_.cells.push_back({.column = static_cast<std::uint32_t>(i + 1), .value = std::string_view(cells[i])});
    }
    if (!row_.cells.empty()) sink_(row_);
  }

 private:
  const ReadLimits& limits_;
  const RawRowSink& sink_;
  RawRow row_;
};

void note_beginning(RawSummary& summary, const pdf::PageContent& page) {
  for (const pdf::Word& word : page.words) {
    if (summary.beginning.size() >= kShownBeginning) return;
    summary.beginning += (summary.beginning.empty() ? "" : " ") + word.text();
  }
}

/// Every page as a table, and what stands above and below it.
void read_page(const pdf::PageContent& page, RowGiver& rows) {
  const pdf::Box area = pdf::table_area(page);
  const auto give_lines = [&](double top, double bottom) {
    const pdf::PageContent part = pdf::cropped(page, {0, top, page.width, bottom});
    for (const pdf::TextLine& line : pdf::text_lines(part.words, {})) {
      std::vector<std::string> texts;
      for (const pdf::Chunk& chunk : line.chunks) texts.push_back(chunk.text());
      rows.give(texts);
    }
  };
  give_lines(0, area.top);
  const pdf::Box across{0, area.top, page.width, area.bottom};
  for (const pdf::GridRow& row : pdf::grid_of(pdf::cropped(page, across)).rows) rows.give(row.cells);
  give_lines(area.bottom, page.height);
}

}  // namespace

RawSummary read_pdf(const std::filesystem::path& path, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink) {
  if (InputFile(path).size() > limits.file_bytes)
    throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": too large a file");
  const pdf::PdfFile file(path);
  RawSummary summary{.kind = ContentKind::kPdf};
  const auto pages = static_cast<std::size_t>(file.pages());
  RowGiver rows(limits, sink);
  const bool anchored = !choice.known.columns.empty() && choice.kind == TableChoice::Kind::kDefault;
  if (anchored)
    summary.tables.emplace_back();
  else
    for (std::size_t i = 0; i < pages; ++i) summary.tables.push_back({.name = "page " + std::to_string(i + 1)});
  std::vector<bool> wanted(pages, choice.kind != TableChoice::Kind::kNamed);
  if (choice.kind == TableChoice::Kind::kNamed) wanted[choose_sheets(summary.tables, choice).front()] = true;

  std::optional<pdf::TablePages> table;
  if (!choice.known.columns.empty()) table.emplace(choice.known, [&rows](const std::vector<std::string>& cells) { rows.give(cells); });
  bool any_words = false;
  pdf::PageContent before;
  std::optional<pdf::PageContent> page;
  rows.begin_table(0, {});
  for (std::size_t i = 0; i < pages; ++i) {
    if (!page) page = file.page(static_cast<int>(i) + 1);
    any_words = any_words || !page->words.empty();
    note_beginning(summary, *page);
    std::optional<pdf::PageContent> after;
    if (table && i + 1 < pages) after = file.page(static_cast<int>(i) + 2);
    if (wanted[i]) {
      if (table) {
        table->add(*page, before, after.value_or(pdf::PageContent()));
      } else {
        rows.begin_table(i, summary.tables[i].name);
        read_page(*page, rows);
      }
    }
    before = *std::move(page);
    page = std::move(after);
  }
  if (!any_words)
    throw ParseError(ParseErrorKind::kUnsupported, path.filename().string() + ": a PDF without text, only pictures of pages",
                     "Is it a scan? Let the site export .xlsx, CSV or a PDF with text.");
  if (table) table->finish();
  return summary;
}

}  // namespace nightporter::stages
