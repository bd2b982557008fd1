#include <catch2/catch.hpp>

#include "stages/parse/parse_error.h"
#include "stages/parse/read_table.h"
#include "tests/stages/parse/zip_file.h"

using namespace nightporter;
using namespace nightporter::test;
using model::ColumnType;
using Rows = std::vector<std::string>;
using Catch::Matchers::Contains;

namespace {

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Order Date", .name = "order_date", .type = ColumnType::kDate, .format = "dd/MM/yyyy", .period = true},
                     {.header = "Net Amount", .name = "net_amount", .type = ColumnType::kDecimal, .locale = "en-IN"}};
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount"}};
  return mapping;
}

struct Report {
  Rows rows;
  stages::ParsedTable table;
};

Report read_report(const std::filesystem::path& file, const model::TableMapping& mapping) {
  Report read;
  read.table = stages::read_table(file, mapping, [&read](stages::ParsedRow&& row) {
    std::string text = std::to_string(row.number) + ":";
    for (const model::Cell& cell : row.cells) text += " " + model::to_text(cell) + ";";
    read.rows.push_back(text + (row.other_columns.empty() ? "" : " " + row.other_columns));
  });
  return read;
}

Report read_text(const std::string& content, const model::TableMapping& mapping) {
  const TemporaryFolder folder;
  return read_report(folder.write("report", content), mapping);
}

/// "kind: message" and the hint.
std::string error_of(const std::string& content, const model::TableMapping& mapping) {
  try {
    read_text(content, mapping);
    return "none";
  } catch (const stages::ParseError& error) {
    return stages::to_string(error.kind()) + ": " + error.what() + " | " + error.hint();
  }
}

const std::string kHeader = "Order No.,Order Date,Net Amount\n";

}  // namespace

TEST_CASE("the table is found under its titles and read typed, with totals and footers told apart") {
  const Report read =
      read_text("Order report\nStore,UttamNagar,,\n\n" + kHeader +
                    "A1,12/11/2025,\"1,23,456.50\"\nA2,13/11/2025,(0.50)\nTotal,,\"1,23,456.00\"\n\nPrinted on 14/11/2025\n",
                orders());
  CHECK(read.rows == Rows{"5: A1; 2025-11-12; 123456.5; {}", "6: A2; 2025-11-13; -0.5; {}"});
  CHECK(read.table.header_row == 4);
  CHECK(read.table.rows == 2);
  CHECK(read.table.headers == Rows{"Order No.", "Order Date", "Net Amount"});
  REQUIRE(read.table.totals);
  CHECK(read.table.totals->number == 7);
  REQUIRE(read.table.totals->sums.size() == 1);
  CHECK(read.table.totals->sums[0].value == model::Decimal(123456, 0));
  CHECK(read.table.footers == Rows{"Printed on 14/11/2025"});
}

TEST_CASE("columns are found by header wherever they stand, and white space in headers does not matter") {
  const Report read = read_text("Net\u00a0 Amount;x;Order  Date;Order No.\n1;y;12/11/2025;A1\n", orders());
  CHECK(read.rows == Rows{"2: A1; 2025-11-12; 1; {\"x\":\"y\"}"});
}

TEST_CASE("a changed header is an error that names what is gone and what is new, and asks whether one became the other") {
  CHECK(error_of("Order No.,Order Date,NET AMOUNT,Store\nA1,12/11/2025,1,S\n", orders()) ==
        "site-changed: row 1: site changed: column \"Net Amount\" is gone; \"NET AMOUNT\", \"Store\" are new | "
        "Is \"Net Amount\" now written \"NET AMOUNT\"? Correct the recipe's table.columns.");
  CHECK_THAT(error_of("Order No.\nA1\n", orders()), Contains("columns \"Order Date\", \"Net Amount\" are gone |"));
  CHECK_THAT(error_of("Order No.,Order Date,Net Amount,Net Amount\nA1,12/11/2025,1,2\n", orders()),
             Contains("column \"Net Amount\" is there twice, in C and D"));
}

TEST_CASE("a new column is kept beside the others, ignored, or refused, as the mapping says") {
  const std::string content = "Order No.,Order Date,Net Amount,Staff,\nA1,12/11/2025,1,\"B \"\"x\"\"\",note\n";
  model::TableMapping mapping = orders();
  CHECK_THAT(error_of(content, mapping), Contains("5 fields under 4 headers"));
  const std::string named = "Order No.,Order Date,Net Amount,Staff,Staff\nA1,12/11/2025,1,\"B \"\"x\"\"\",note\n";
  CHECK(read_text(named, mapping).rows == Rows{R"~(2: A1; 2025-11-12; 1; {"Staff":"B \"x\"","Staff (column E)":"note"})~"});
  mapping.other_columns = model::OtherColumns::kIgnore;
  CHECK(read_text(named, mapping).rows == Rows{"2: A1; 2025-11-12; 1;"});
  mapping.other_columns = model::OtherColumns::kRefuse;
  CHECK_THAT(error_of(named, mapping), Contains("site-changed: row 1: site changed: columns \"Staff\", \"Staff\" are new"));
}

TEST_CASE("an optional column may be lacking") {
  model::TableMapping mapping = orders();
  mapping.columns.push_back({.header = "Remark", .name = "remark", .optional = true});
  const Report read = read_text(kHeader + "A1,12/11/2025,1\n", mapping);
  CHECK(read.rows == Rows{"2: A1; 2025-11-12; 1; ; {}"});
  CHECK(read.table.column_present == std::vector<bool>{true, true, true, false});
}

TEST_CASE("a value that is not of its column's type names row, column, header and value") {
  CHECK(error_of(kHeader + "A1,2025-11-12,1\n", orders()) ==
        "bad-cell: row 2, column B \"Order Date\": \"2025-11-12\": not a date as dd/MM/yyyy | Correct the column's format in the recipe.");
  const TemporaryFolder folder;
  const auto file =
      write_workbook(folder,
                     "<row r=\"1\"><c t=\"inlineStr\"><is><t>Order No.</t></is></c><c t=\"inlineStr\"><is><t>Order Date</t></is></c>"
                     "<c t=\"inlineStr\"><is><t>Net Amount</t></is></c></row><row r=\"9\"><c r=\"C9\" t=\"e\"><v>#N/A</v></c><c "
                     "r=\"A9\"><v>1</v></c></row>");
  CHECK_THROWS_WITH(read_report(file, orders()), "sheet \"Data\", row 9, column C \"Net Amount\": \"#N/A\": the error value #N/A");
}

TEST_CASE("a row shifted by an unquoted separator is an error, never a shifted fact") {
  CHECK_THAT(error_of(kHeader + "A1,12/11/2025,1,50\n", orders()), Contains("bad-row: row 2: 4 fields under 3 headers"));
}

TEST_CASE("a header that is repeated on every page is skipped and counted") {
  const Report read = read_text(kHeader + "A1,12/11/2025,1\n" + kHeader + "A2,12/11/2025,2\n", orders());
  CHECK(read.rows.size() == 2);
  CHECK(read.table.repeated_headers == 1);
}

TEST_CASE("facts below a footer or a totals row are an error, for one of them was not what it seemed") {
  CHECK_THAT(error_of(kHeader + "A1,12/11/2025,1\nPage 1\nA2,12/11/2025,2\n", orders()),
             Contains("bad-row: row 3: \"Page 1\" stands between the rows"));
  CHECK_THAT(error_of(kHeader + "A1,12/11/2025,1\nTotal,,1\nA2,12/11/2025,2\n", orders()),
             Contains("bad-row: row 4: a row below the totals row 3"));
  CHECK_THAT(error_of(kHeader + "Total,,1\nTotal,,2\n", orders()), Contains("a second totals row"));
}

TEST_CASE("a row with hardly any cell empty is a fact even without its key, so that the check can see it") {
  CHECK(read_text(kHeader + ",12/11/2025,1\n", orders()).rows == Rows{"2: ; 2025-11-12; 1; {}"});
}

TEST_CASE("a report that only says that there is nothing has no rows, and its words are kept") {
  const Report read = read_text("<table><tr><th>Order No.<th>Order Date<th>Net Amount<tr><td colspan=3>No records found</table>", orders());
  CHECK(read.rows.empty());
  CHECK(read.table.footers == Rows{"No records found"});
}

TEST_CASE("a login page, an error page, an error body or another file under the report's name is not a report") {
  CHECK(error_of("<html><title>Sign in</title><form><input type=password></form>", orders()) ==
        "not-a-report: not a report but a login page \"Sign in\" | The session has expired; sign in again.");
  CHECK_THAT(error_of("<html><title>Oops</title><body><h1>Server Error in '/' Application.</h1>", orders()),
             Contains("not-a-report: not a report: an HTML page \"Oops\" without a row of the headers \"Order No.\", \"Order Date\", \"Net "
                      "Amount\"; it begins: Server Error"));
  CHECK_THAT(error_of("{\"message\":\"expired\"}", orders()), Contains("not a report: a JSON document without a row of the headers"));
  CHECK_THAT(error_of("Session expired. Please log in.", orders()), Contains("not-a-report: "));
  CHECK_THAT(error_of("%PDF-1.4", orders()), Contains("corrupt: "));
  CHECK_THAT(error_of("", orders()), Contains("empty: "));
}

TEST_CASE("the report's table is found among layout tables, and two that fit are refused") {
  const std::string table = "<table id=X><tr><th>Order No.<th>Order Date<th>Net Amount<tr><td>A1<td>12/11/2025<td>1</table>";
  const Report read = read_text("<table><tr><td>menu<td>" + table + "<td>footer</table>", orders());
  CHECK(read.rows == Rows{"2: A1; 2025-11-12; 1; {}"});
  CHECK(read.table.sheet == "X");
  CHECK_THAT(error_of(table + table, orders()), Contains("not-a-report: tables 1 and 2 of the page both have the report's columns"));
  model::TableMapping second = orders();
  second.sheet = "2";
  CHECK(read_text(table + table, second).rows.size() == 1);
}

TEST_CASE("dates that are text in one row and true dates in another are worth a warning") {
  const TemporaryFolder folder;
  const auto file = write_workbook(folder,
                                   "<row><c t=\"inlineStr\"><is><t>Order No.</t></is></c><c t=\"inlineStr\"><is><t>Order "
                                   "Date</t></is></c><c t=\"inlineStr\"><is><t>Net Amount</t></is></c></row>"
                                   "<row><c><v>1</v></c><c s=\"1\"><v>45363</v></c><c><v>1.5</v></c></row><row><c><v>2</v></c><c "
                                   "t=\"inlineStr\"><is><t>13/03/2024</t></is></c><c><v>2</v></c></row>");
  const Report read = read_report(file, orders());
  CHECK(read.rows == Rows{"2: 1; 2024-03-12; 1.5; {}", "3: 2; 2024-03-13; 2; {}"});
  REQUIRE(read.table.warnings.size() == 1);
  CHECK_THAT(read.table.warnings[0], Contains("\"Order Date\": some dates are text and some are true dates"));
}

TEST_CASE("rows out of order are refused rather than read around the header") {
  const TemporaryFolder folder;
  const auto file = write_workbook(folder,
                                   "<row r=\"5\"><c t=\"inlineStr\"><is><t>Order No.</t></is></c></row><row "
                                   "r=\"7\"><c><v>1</v></c></row><row r=\"6\"><c><v>2</v></c></row>");
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true}};
  CHECK_THROWS_WITH(read_report(file, mapping), Contains("the rows of the sheet are not in order"));
}

TEST_CASE("a mapping that cannot be read by is refused before the file is read") {
  model::TableMapping mapping = orders();
  mapping.columns[1].format = "dd/mm/yyyy";
  CHECK_THAT(error_of(kHeader, mapping), Contains("bad-mapping: ") && Contains("mm means minutes"));
  mapping = orders();
  mapping.columns[2].locale = "tlh";
  CHECK_THAT(error_of(kHeader, mapping), Contains("bad-mapping: locale \"tlh\""));
  mapping = orders();
  mapping.totals_row->check = {"order_no"};
  CHECK_THAT(error_of(kHeader, mapping), Contains("bad-mapping: the totals row adds up \"order_no\""));
  CHECK_THAT(error_of(kHeader, {}), Contains("bad-mapping: the table has no columns"));
}

TEST_CASE("an ASP.NET export called .xls is read as the table that it is") {
  model::TableMapping mapping = orders();
  mapping.columns[0].header = "Order No";
  mapping.totals_row->column = "Order No";
  const TemporaryFolder folder;
  const auto file =
      folder.write("orders.xls",
                   "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta http-equiv=\"Content-Type\" "
                   "content=\"text/html; charset=utf-8\"></head><body><div>\n\t<table rules=\"all\" id=\"gvOrders\">\n"
                   "<tr><th scope=\"col\">Order No</th><th>Order Date</th><th>Customer</th><th>Net Amount</th></tr>"
                   "<tr><td>000471</td><td>09/02/2025</td><td>B&amp;Q&nbsp;Stores</td><td align=\"right\">2,050.75</td></tr>"
                   "<tr style=\"background-color:#EEE\"><td>000472</td><td>&nbsp;</td><td>Zoë<br/>Floor 2</td><td>(50.25)</td>"
                   "</tr><tr><td colspan=\"3\">Total</td><td>2,000.50</td></tr></table></div></body></html>");
  const Report read = read_report(file, mapping);
  CHECK(read.rows == Rows{"2: 000471; 2025-02-09; 2050.75; {\"Customer\":\"B&Q\u00a0Stores\"}",
                          "3: 000472; ; -50.25; {\"Customer\":\"Zoë\\nFloor 2\"}"});
  REQUIRE(read.table.totals);
  CHECK(read.table.totals->sums.at(0).value == model::Decimal(200050, 2));
}
