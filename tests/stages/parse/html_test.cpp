#include <catch2/catch.hpp>

#include "tests/stages/parse/raw_text.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::test;
using Rows = std::vector<std::string>;

namespace {

Rows rows_of(const std::string& page) {
  const TemporaryFolder folder;
  return raw_rows(folder.write("report.xls", page));
}

}  // namespace

TEST_CASE("cells of a page are text as it is shown: entities, folded space, line breaks") {
  CHECK(rows_of("<html><table><tr><th>A &amp; B</th><td> two\n  words </td><td>x<br>y</td><td>&nbsp;</td><td>a&nbsp;b</td></tr></table>") ==
        Rows{"1: A=s:A & B B=s:two words C=s:x\ny E=s:a\u00a0b"});
  CHECK(rows_of("<table><tr><td><p>one</p><p>two</p></td><td><b>1</b>,234</td></tr></table>") == Rows{"1: A=s:one\ntwo B=s:1,234"});
}

TEST_CASE("a cell that spans others keeps its text in the first, and what follows stands where it is seen") {
  CHECK(rows_of("<table><tr><td colspan=3>Total</td><td>9</td></tr></table>") == Rows{"1: A=s:Total D=s:9"});
  CHECK(rows_of("<table><tr><td rowspan=3>S</td><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr><tr><td>4</td></tr></table>") ==
        Rows{"1: A=s:S B=s:1", "2: B=s:2", "3: B=s:3", "4: A=s:4"});
  CHECK(rows_of("<table><tr><td>1</td><td rowspan=2 colspan=2>M</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>") ==
        Rows{"1: A=s:1 B=s:M D=s:2", "2: A=s:3 D=s:4"});
}

TEST_CASE("a table within a cell is a table of its own") {
  const TemporaryFolder folder;
  const auto file =
      folder.write("report.xls", "<table id=layout><tr><td>left<table id=data><tr><td>1<td>2</table></td><td>right</td></tr></table>");
  std::vector<std::string> rows;
  stages::read_raw(file, {}, {}, [&rows](const stages::RawRow& row) {
    rows.push_back(std::string(row.table_name) + " " + std::to_string(row.cells.size()));
  });
  CHECK(rows == Rows{"data 2", "layout 2"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("data")) == Rows{"1: A=s:1 B=s:2"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("1")) == Rows{"1: A=s:left B=s:right"});
}

TEST_CASE("end tags may be missing, and the table too") {
  CHECK(rows_of("<div><table><tr><td>1<td>2<tr><td>3</table>") == Rows{"1: A=s:1 B=s:2", "2: A=s:3"});
  CHECK(rows_of("<tr><td>1</td></tr><tr><td>2</td></tr>").size() == 2);
}

TEST_CASE("scripts and styles are not text") {
  CHECK(rows_of("<table><tr><td>1<script>var a='<td>x</td>';</script><style>td{}</style></td></tr></table>") == Rows{"1: A=s:1"});
}

TEST_CASE("a cell with the number format of text says so") {
  const TemporaryFolder folder;
  const auto file =
      folder.write("report.xls",
                   "<html><style>.t, td.u { mso-number-format:\"\\@\"; } .n { color: red }</style><table><tr>"
                   "<td class=t>1</td><td class=\"n u\">2</td><td class=n>3</td><td style='mso-number-format:\"\\@\"'>4</td></tr></table>");
  std::vector<bool> flags;
  stages::read_raw(file, {}, {}, [&flags](const stages::RawRow& row) {
    for (const stages::RawCell& cell : row.cells) flags.push_back(cell.shown_as_text);
  });
  CHECK(flags == std::vector<bool>{true, true, false, true});
}

TEST_CASE("a page is read in the encoding that its bytes have, else the one that it names, else Windows-1252") {
  CHECK(rows_of("<meta charset=iso-8859-1><table><tr><td>Caf\xC3\xA9</td></tr></table>") == Rows{"1: A=s:Café"});
  CHECK(rows_of("<meta charset=utf-8><table><tr><td>Caf\xE9 \x93</td></tr></table>") == Rows{"1: A=s:Café “"});
  CHECK(rows_of("<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\"><table><tr><td>\xC4\xE0</td></tr></table>") ==
        Rows{"1: A=s:Да"});
}

TEST_CASE("hostile pages end in an error, not in memory") {
  const TemporaryFolder folder;
  CHECK(raw_error(folder.write("a.xls", "<table><tr><td colspan=4000000000>x</td><td>y</td></tr></table>")) == "too-large");
  CHECK(raw_rows(folder.write("b.xls", "<table><tr><td rowspan=4000000000>x</td></tr><tr><td>y</td></tr></table>")) ==
        Rows{"1: A=s:x", "2: B=s:y"});
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<table><tr><td>";
  CHECK(raw_error(folder.write("c.xls", deep)) == "corrupt");
  CHECK(raw_error(folder.write("d.xls", "<table><tr><td>" + std::string(1u << 20, 'x') + "</td></tr></table>")) == "too-large");
}

TEST_CASE("a page tells its title and whether it asks for a password") {
  const TemporaryFolder folder;
  const auto file = folder.write("report.xls", "<html><title> Sign\n in </title><form>User <input><input type='password'></form>");
  const stages::RawSummary summary = stages::read_raw(file, {}, {}, [](const stages::RawRow&) {});
  CHECK(summary.page_title == "Sign in");
  CHECK(summary.asks_for_password);
  CHECK(summary.beginning == "User");
  CHECK(summary.tables.empty());
}

TEST_CASE("an Excel 2003 XML workbook is read with its indexes, merges and kinds") {
  const TemporaryFolder folder;
  const auto file =
      folder.write("report.xls",
                   "\r\n<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
                   "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">"
                   "<Worksheet ss:Name=\"A\"><Table><Row ss:Index=\"3\"><Cell ss:MergeAcross=\"1\"><Data "
                   "ss:Type=\"String\">a<B>b</B></Data><Comment><ss:Data>no</ss:Data></Comment></Cell>"
                   "<Cell><Data ss:Type=\"Number\">1.5</Data></Cell><Cell ss:Index=\"7\" ss:Formula=\"=1\"/></Row></Table></Worksheet>"
                   "<Worksheet ss:Name=\"B\"><Table><Row><Cell><Data "
                   "ss:Type=\"DateTime\">1899-12-31T18:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>");
  CHECK(raw_rows(file) == Rows{"3: A=s:ab C=n:1.5 G=z:", "1: A=d:18:00:00"});
  CHECK(raw_rows(file, {}) == Rows{"3: A=s:ab C=n:1.5 G=z:"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("B")) == Rows{"1: A=d:18:00:00"});
  CHECK_THROWS_WITH(raw_rows(file, stages::TableChoice::of_sheet("C")), "no sheet \"C\"; the workbook has \"A\", \"B\"");
}

TEST_CASE("an Excel 2003 XML row within a row, and a cell in no row, are damage") {
  const TemporaryFolder folder;
  const auto error_of = [&folder](const std::string& rows) {
    return raw_error(folder.write("report.xls",
                                  "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
                                  "<Worksheet><Table>" +
                                      rows + "</Table></Worksheet></Workbook>"));
  };
  const std::string cell = "<Cell><Data Type=\"Number\">1</Data></Cell>";
  CHECK(error_of("<Row>" + cell + "</Row>") == "none");
  CHECK(error_of("<Row>" + cell + "<Row>" + cell + "</Row></Row>") == "corrupt");
  CHECK(error_of(cell + "<Row>" + cell + "</Row>") == "corrupt");
}
