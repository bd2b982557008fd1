#include <catch2/catch.hpp>
#include <map>

#include "stages/parse/guess_table.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/read_table.h"
#include "tests/backoffice/export_table.h"
#include "tests/stages/parse/pdf/pdf_document.h"
#include "tests/support/temporary_folder.h"

// What must hold whatever kind of file a report comes as.

namespace nightporter::stages {
namespace {

using Catch::Matchers::Contains;
using test::PdfDocument;
using test::TemporaryFolder;
using Rows = std::vector<std::string>;

const std::vector<std::vector<std::string>> kCells{
    {"T1", "13/11/2025", "1234.50", "Cash"}, {"T2", "14/11/2025", "2.25", "Card"}, {"T3", "14/11/2025", "3.00", "Cash"}};
const std::vector<std::string> kHeaders{"Bill No", "Bill Date", "Net", "Mode"};

std::string csv(const std::vector<std::string>& headers, char separator) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : std::string(1, separator)) + cells[i];
    text += "\n";
  };
  add(headers);
  for (const auto& cells : kCells) add(cells);
  return text;
}

std::string html(const std::vector<std::string>& headers) {
  std::string text = "<html><table><tr>";
  for (const std::string& header : headers) text += "<th>" + header + "</th>";
  for (const auto& cells : kCells) {
    text += "</tr><tr>";
    for (const std::string& cell : cells) text += "<td>" + cell + "</td>";
  }
  return text + "</tr></table></html>";
}

std::string spreadsheet_ml(const std::vector<std::string>& headers) {
  std::string text =
      "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
      "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"S\"><Table>";
  const auto add = [&](const std::vector<std::string>& cells) {
    text += "<Row>";
    for (const std::string& cell : cells) text += "<Cell><Data ss:Type=\"String\">" + cell + "</Data></Cell>";
    text += "</Row>";
  };
  add(headers);
  for (const auto& cells : kCells) add(cells);
  return text + "</Table></Worksheet></Workbook>";
}

std::string json(const std::vector<std::string>& headers) {
  std::string text = "{\"data\":[";
  for (const auto& cells : kCells) {
    text += &cells == &kCells.front() ? "{" : ",{";
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "\"" : ",\"") + headers[i] + "\":\"" + cells[i] + "\"";
    text += "}";
  }
  return text + "]}";
}

std::string xlsx(const std::vector<std::string>& headers) {
  backoffice::ExportTable table{.title = "Bills", .headers = headers};
  for (const auto& cells : kCells)
    table.rows.push_back({cells[0], backoffice::parse_day_first(cells[1]).value(), *model::Decimal::parse(cells[2]), cells[3]});
  return backoffice::to_xlsx(table);
}

std::string pdf(const std::vector<std::string>& headers) {
  PdfDocument document;
  document.page();
  double height = 100;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) document.text(50 + 120 * static_cast<double>(i), height, cells[i]);
    height += 20;
  };
  add(headers);
  for (const auto& cells : kCells) add(cells);
  return document.bytes();
}

std::map<std::string, std::string> files(const std::vector<std::string>& headers) {
  return {{"a.csv", csv(headers, ',')}, {"b.tsv", csv(headers, '\t')}, {"c.xls", html(headers)}, {"d.xml", spreadsheet_ml(headers)},
          {"e.json", json(headers)},    {"f.xlsx", xlsx(headers)},     {"g.pdf", pdf(headers)}};
}

Rows read_rows(const std::filesystem::path& file, const model::TableMapping& mapping) {
  Rows rows;
  read_table(file, mapping, [&rows](ParsedRow&& row) {
    std::string text;
    for (const model::Cell& cell : row.cells) {
      if (const auto* decimal = std::get_if<model::Decimal>(&cell))
        text += backoffice::paise(*decimal) + ";";
      else
        text += model::to_text(cell) + ";";
    }
    rows.push_back(text);
  });
  return rows;
}

}  // namespace

TEST_CASE("what is guessed of a file reads the rows that are in it, whatever kind it is") {
  const TemporaryFolder folder;
  for (const auto& [name, content] : files(kHeaders)) {
    INFO(name);
    const auto file = folder.write(name, content);
    const auto guess = guess_table(file);
    REQUIRE(guess);
    CHECK(read_rows(file, guess->mapping) == Rows{"T1;2025-11-13;1234.50;Cash;", "T2;2025-11-14;2.25;Card;", "T3;2025-11-14;3.00;Cash;"});
    CHECK(guess->mapping.columns[0].key);
    CHECK(guess->key_candidates.front() == "bill_no");
    CHECK(guess->days[1]->to_string() == "2025-11-13..2025-11-14");
    CHECK(guess->other_readings[1].empty());
  }
}

TEST_CASE("a column that is gone is named, with what is new, whatever kind of file it is; nothing shifts") {
  const TemporaryFolder folder;
  model::TableMapping mapping;
  for (const std::string& header : kHeaders)
    mapping.columns.push_back({.header = header, .name = "c" + std::to_string(mapping.columns.size()), .key = mapping.columns.empty()});
  for (const auto& [name, content] : files({"Bill No", "Issued On", "Net", "Mode"})) {
    INFO(name);
    int rows = 0;
    try {
      read_table(folder.write(name, content), mapping, [&rows](ParsedRow&&) { ++rows; });
      FAIL("it was read");
    } catch (const ParseError& error) {
      CHECK(error.kind() == ParseErrorKind::kSiteChanged);
      CHECK_THAT(error.what(), Contains("site changed: column \"Bill Date\" is gone") && Contains("\"Issued On\" is new"));
    }
    CHECK(rows == 0);
  }
}

TEST_CASE("columns in another order are found by their names, whatever kind of file it is") {
  const TemporaryFolder folder;
  model::TableMapping mapping;
  mapping.columns = {{.header = "Mode", .name = "mode"}, {.header = "Bill No", .name = "bill_no", .key = true}};
  for (const auto& [name, content] : files(kHeaders)) {
    INFO(name);
    CHECK(read_rows(folder.write(name, content), mapping) == Rows{"Cash;T1;", "Card;T2;", "Cash;T3;"});
  }
}

TEST_CASE("what only a person can tell of a guess is said: day and month, thousands and decimals, keys of several columns") {
  const TemporaryFolder folder;
  const auto guess =
      guess_table(folder.write("f.csv", "Item;Shelf;Day;Price\nSoap;A;12/11/2025;1.234\nSoap;B;11/12/2025;5.000\nSalt;A;1/2/2025;2.500\n"));
  REQUIRE(guess);
  CHECK(guess->other_readings[2] == std::vector<std::string>{"MM/dd/yyyy"});
  CHECK(guess->mapping.columns[3].type == model::ColumnType::kDecimal);
  CHECK_FALSE(guess->other_readings[3].empty());
  CHECK(guess->key_candidates.empty());
  CHECK((guess->mapping.columns[0].key && guess->mapping.columns[1].key && !guess->mapping.columns[2].key));
}

TEST_CASE("totals are recognised above a footer, and checked where the sum is exact") {
  const TemporaryFolder folder;
  const auto guess = guess_table(folder.write(
      "f.csv", "No,Net,Tax,Pieces\nT1,0.10,1.00,2\nT2,0.20,1.00,3\nT3,0.30,1.00,4\nTotal,0.60,3.01,9\nPrinted on 15/11/2025\n"));
  REQUIRE(guess);
  REQUIRE(guess->mapping.totals_row);
  CHECK(guess->mapping.totals_row->check == std::vector<std::string>{"net", "pieces"});
  CHECK(guess->header_row == 1);
}

}  // namespace nightporter::stages
