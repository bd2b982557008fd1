#include <catch2/catch.hpp>

#include "stages/parse/parse_error.h"
#include "stages/parse/read_table.h"
#include "tests/stages/parse/pdf/pdf_document.h"
#include "tests/stages/parse/raw_text.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::test;
using Rows = std::vector<std::string>;
using Catch::Matchers::Contains;

namespace {

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {
      {.header = "Order No.", .name = "order_no", .key = true},
      {.header = "Order Date", .name = "order_date", .type = model::ColumnType::kDate, .format = "dd/MM/yyyy", .period = true},
      {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal, .locale = "id-ID"}};
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount"}};
  return mapping;
}

PdfDocument& header(PdfDocument& document) {
  return document.text(50, 100, "Order No.").text(150, 100, "Order Date").text(250, 100, "Customer").text(450, 100, "Net Amount");
}

struct Report {
  Rows rows;
  stages::ParsedTable table;
};

Report read(const PdfDocument& document, const model::TableMapping& mapping = orders()) {
  const TemporaryFolder folder;
  Report report;
  report.table = stages::read_table(folder.write("report.pdf", document.bytes()), mapping, [&report](stages::ParsedRow&& row) {
    std::string text;
    for (const model::Cell& cell : row.cells) text += model::to_text(cell) + ";";
    report.rows.push_back(text + " " + row.other_columns);
  });
  return report;
}

std::string error_of(const std::string& bytes) {
  const TemporaryFolder folder;
  try {
    stages::read_table(folder.write("report.pdf", bytes), orders(), [](stages::ParsedRow&&) {});
    return "none";
  } catch (const stages::ParseError& error) {
    return stages::to_string(error.kind()) + ": " + error.what() + " | " + error.hint();
  }
}

}  // namespace

TEST_CASE("a report's facts are read typed from a PDF, its totals and what is printed below told apart") {
  PdfDocument document;
  document.page().text(50, 60, "Laporan Penjualan", 16);
  header(document);
  document.text(50, 120, "A-1").text(150, 120, "12/11/2025").text(250, 120, "Budi").text(460, 120, "1.234,50");
  document.text(50, 140, "A-2").text(150, 140, "13/11/2025").text(250, 140, "PT Sinar Jaya").text(475, 140, "10,00");
  document.text(250, 152, "Abadi");
  document.text(50, 175, "Total").text(460, 175, "1.244,50");
  document.text(50, 230, "Dicetak oleh admin");
  const Report report = read(document);
  CHECK(report.rows == Rows{R"(A-1;2025-11-12;1234.5; {"Customer":"Budi"})", R"(A-2;2025-11-13;10; {"Customer":"PT Sinar Jaya Abadi"})"});
  REQUIRE(report.table.totals.has_value());
  CHECK(report.table.totals->sums.at(0).value.to_string() == "1244.5");
  CHECK(report.table.footers == Rows{"Dicetak oleh admin"});
}

TEST_CASE("a PDF report without rows is an empty table") {
  PdfDocument document;
  header(document.page());
  document.text(220, 130, "No data available");
  const Report report = read(document);
  CHECK(report.rows.empty());
  CHECK(report.table.footers == Rows{"No data available"});
  PdfDocument bare;
  header(bare.page());
  CHECK(read(bare).rows.empty());
}

TEST_CASE("what stands at the foot of a page without rows is no row") {
  PdfDocument document;
  header(document.page());
  document.text(220, 118, "Tidak ada data");
  document.text(50, 815, "Dicetak oleh sistem pada 13/11/2025 08:00").text(450, 815, "Halaman 1 dari 1");
  const Report report = read(document);
  CHECK(report.rows.empty());
  REQUIRE(report.table.footers.size() == 2);
  CHECK(report.table.footers[0] == "Tidak ada data");
  PdfDocument bare;
  header(bare.page()).text(50, 815, "Dicetak oleh sistem pada 13/11/2025 08:00").text(450, 815, "Halaman 1 dari 1");
  CHECK(read(bare).rows.empty());
}

TEST_CASE("a PDF whose header has changed says which column is gone and which is new") {
  PdfDocument document;
  document.page().text(50, 100, "Order No.").text(150, 100, "Order Date").text(450, 100, "Net");
  document.text(50, 120, "A-1").text(150, 120, "12/11/2025").text(460, 120, "1,00");
  CHECK_THAT(error_of(document.bytes()), Contains("site-changed") && Contains("column \"Net Amount\" is gone; \"Net\" is new"));
}

TEST_CASE("a PDF that is no report, a scan, a damaged and an encrypted one are told apart") {
  PdfDocument letter;
  letter.page().text(50, 100, "Dear customer, the report is not ready.");
  CHECK_THAT(error_of(letter.bytes()), Contains("not-a-report") && Contains("Dear customer"));
  PdfDocument scan;
  scan.page().line(10, 10, 100, 10);
  CHECK_THAT(error_of(scan.bytes()), Contains("unsupported") && Contains("only pictures of pages"));
  CHECK_THAT(error_of("%PDF-1.4\nnothing that follows is a document"), Contains("corrupt") && Contains("damaged"));
  PdfDocument locked;
  header(locked.page());
  CHECK_THAT(error_of(locked.encrypted().bytes()), Contains("encrypted") && Contains("password"));
}

TEST_CASE("a cut off PDF gives a typed error or whole rows, wherever it was cut") {
  PdfDocument document;
  header(document.page());
  document.text(50, 120, "A-1").text(150, 120, "12/11/2025").text(250, 120, "Budi").text(460, 120, "1.234,50");
  const std::string bytes = document.bytes();
  const TemporaryFolder folder;
  for (std::size_t length = 5; length < bytes.size(); length += 37) {
    Rows rows;
    try {
      stages::read_table(folder.write("cut.pdf", bytes.substr(0, length)), orders(),
                         [&rows](stages::ParsedRow&& row) { rows.push_back(model::to_text(row.cells[0])); });
    } catch (const stages::ParseError&) {
      continue;
    }
    CHECK((rows == Rows{"A-1"} || rows.empty()));
  }
}

TEST_CASE("without a mapping every page of a PDF is a table, by its lines or its gaps") {
  PdfDocument document;
  document.page().text(50, 60, "Stock").text(50, 100, "item").text(200, 100, "count").text(50, 120, "Bolt M8").text(200, 120, "12");
  document.page().text(50, 100, "x").text(200, 100, "y");
  const TemporaryFolder folder;
  const auto file = folder.write("stock.pdf", document.bytes());
  CHECK(raw_rows(file) == Rows{"1: A=s:Stock", "2: A=s:item B=s:count", "3: A=s:Bolt M8 B=s:12", "1: A=s:x B=s:y"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("page 2")) == Rows{"1: A=s:x B=s:y"});
}
