#include "stages/parse/guess_table.h"

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.h"

namespace nightporter::stages {
namespace {

using model::ColumnType;

std::optional<GuessedTable> guess(const std::string& text) {
  const test::TemporaryFolder folder;
  return guess_table(folder.write("file", text));
}

const model::ColumnMapping& column(const GuessedTable& table, const std::string& header) {
  for (const auto& column : table.mapping.columns)
    if (column.header == header) return column;
  throw std::runtime_error("no column " + header);
}

TEST_CASE("the columns of a text table are recognised below its titles") {
  const auto table = guess(
      "Orders of the day\n"
      "Order No.,Store,Date,When,Net Amount,Pieces,Phone,Bill\n"
      "O-1,North,12/11/2025,12/11/2025 14:03,\"1,23,456.50\",2,9876543210,007\n"
      "O-2,North,13/11/2025,13/11/2025 09:00,99.00,14,9876543211,008\n"
      "O-3,North,13/11/2025,13/11/2025 09:30,0.50,1,9876543212,009\n");
  REQUIRE(table);
  CHECK(table->mapping.columns.size() == 8);
  CHECK(column(*table, "Order No.").name == "order_no");
  CHECK(column(*table, "Order No.").key);
  CHECK_FALSE(column(*table, "Bill").key);
  CHECK(column(*table, "Store").name == "report_store");
  CHECK(column(*table, "Date").type == ColumnType::kDate);
  CHECK(column(*table, "Date").format == "dd/MM/yyyy");
  CHECK(column(*table, "When").type == ColumnType::kDateTime);
  CHECK(column(*table, "Net Amount").type == ColumnType::kDecimal);
  CHECK(column(*table, "Net Amount").locale == "en-IN");
  CHECK(column(*table, "Pieces").type == ColumnType::kInteger);
  CHECK(column(*table, "Phone").type == ColumnType::kText);
  CHECK(column(*table, "Bill").type == ColumnType::kText);
  REQUIRE(table->days[2]);
  CHECK(table->days[2]->to_string() == "2025-11-12..2025-11-13");
}

TEST_CASE("a last row that says Total is no fact, and the table of a page is the one with the most columns") {
  const auto table = guess(
      "<html><table><tr><td>Menu</td></tr></table><table><tr><th>No</th><th>Paid by</th><th>No</th></tr></table>"
      "<table><tr><th>Bill No</th><th>Mode</th><th>Sum</th></tr><tr><td>B1</td><td>Cash</td><td>1.234,50</td></tr>"
      "<tr><td>B2</td><td>Cash</td><td>2,00</td></tr><tr><td>Grand Total</td><td></td><td>1.236,50</td></tr></table></html>");
  REQUIRE(table);
  CHECK(column(*table, "Bill No").key);
  CHECK(column(*table, "Sum").locale == "de-DE");
  REQUIRE(table->mapping.totals_row);
  CHECK(table->mapping.totals_row->column == "Bill No");
  CHECK(table->mapping.totals_row->equals == "Grand Total");
}

TEST_CASE("nothing is guessed where there is no table or no key") {
  CHECK_FALSE(guess("a,b\n").has_value());
  CHECK_FALSE(guess("Mode,Sum\nCash,1.5\nCash,2.5\n").has_value());
}

}  // namespace
}  // namespace nightporter::stages
