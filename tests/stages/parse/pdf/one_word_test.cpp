#include <catch2/catch.hpp>

#include "stages/parse/pdf/table_pages.h"
#include "stages/parse/read_table.h"
#include "tests/stages/parse/pdf/page_draft.h"
#include "tests/stages/parse/pdf/pdf_document.h"
#include "tests/support/temporary_folder.h"

namespace pdf = nightporter::stages::pdf;
using nightporter::stages::KnownColumn;
using nightporter::test::joined_by_bars;
using nightporter::test::PageDraft;
using Rows = std::vector<std::string>;

namespace {

const std::vector<KnownColumn> kColumns = {{.header = "Order No", .key = true, .one_word = true},
                                           {.header = "Phone", .one_word = true},
                                           {.header = "Remark"},
                                           {.header = "Amount"}};

Rows read(const std::vector<PageDraft>& pages, const std::vector<KnownColumn>& columns = kColumns) {
  Rows rows = nightporter::test::rows_over(pages, columns);
  REQUIRE_FALSE(rows.empty());
  CHECK(rows.front() == "Order No|Phone|Remark|Amount");
  rows.erase(rows.begin());
  return rows;
}

PageDraft page_with_header() {
  PageDraft page;
  return page.text(10, 50, "Order No").text(100, 50, "Phone").text(200, 50, "Remark").text(350, 50, "Amount");
}

PageDraft& row(PageDraft& page, double top, const std::string& id, const std::string& phone, const std::string& remark,
               const std::string& amount) {
  return page.text(10, top, id).text(100, top, phone).text(200, top, remark).text(350, top, amount);
}

std::vector<KnownColumn> of_many_words() {
  std::vector<KnownColumn> columns = kColumns;
  for (KnownColumn& column : columns) column.one_word = false;
  return columns;
}

}  // namespace

TEST_CASE("a broken number of an order is one word, and the rest of it no row of its own") {
  PageDraft page = page_with_header();
  row(page, 70, "20251112", "0812", "red", "12.00").text(10, 82, "000123");
  row(page, 102, "20251112", "0813", "blue", "3.50");
  row(page, 122, "20251113", "0814", "white", "1.00");
  CHECK(read({page}) == Rows{"20251112000123|0812|red|12.00", "20251112|0813|blue|3.50", "20251113|0814|white|1.00"});
  CHECK(read({page}, of_many_words())[1] == "000123|||");
}

TEST_CASE("words that are broken in most rows are put together by the distances of their lines") {
  PageDraft page = page_with_header();
  for (int i = 0; i < 3; ++i)
    row(page, 70 + 32 * i, "20251112", "0812345", "red", "1.00")
        .text(10, 82 + 32 * i, "00012" + std::to_string(i))
        .text(100, 82 + 32 * i, "678");
  CHECK(read({page}) ==
        Rows{"20251112000120|0812345678|red|1.00", "20251112000121|0812345678|red|1.00", "20251112000122|0812345678|red|1.00"});
}

TEST_CASE("a number that is no key goes on below in a column of one word, and in no other") {
  PageDraft page = page_with_header();
  row(page, 70, "A-1", "08123456", "red", "12.00").text(100, 82, "7890");
  row(page, 102, "A-2", "0813", "blue", "3.50");
  row(page, 122, "A-3", "0814", "white", "1.00");
  CHECK(read({page})[0] == "A-1|081234567890|red|12.00");
  PageDraft amounts = page_with_header();
  row(amounts, 70, "A-1", "0812", "red", "12.00").text(350, 82, "13.00");
  row(amounts, 102, "A-2", "0813", "blue", "3.50");
  CHECK(read({amounts})[1] == "|||13.00");
}

TEST_CASE("a word ends where another cell goes on, too") {
  PageDraft page = page_with_header();
  row(page, 70, "INV-2025-", "0812", "a long", "12.00").text(10, 82, "000123").text(200, 82, "remark");
  row(page, 102, "INV-2025-", "0813", "blue", "3.50");
  row(page, 122, "INV-2026-", "0814", "white", "1.00");
  CHECK(read({page})[0] == "INV-2025-000123|0812|a long remark|12.00");
}

TEST_CASE("where rows are as close as lines, what is narrower than a full line above ends its word") {
  PageDraft page = page_with_header();
  row(page, 70, "20251112000", "0812", "red", "12.00").text(10, 82, "123");
  row(page, 94, "20251112001", "0813", "blue", "3.50");
  row(page, 106, "A-10", "0814", "white", "1.00");
  CHECK(read({page}) == Rows{"20251112000123|0812|red|12.00", "20251112001|0813|blue|3.50", "A-10|0814|white|1.00"});
}

TEST_CASE("a row that has nothing but its key stays a row where rows are as close as lines") {
  PageDraft page = page_with_header();
  row(page, 70, "20251112000", "0812", "red", "12.00").text(10, 82, "20251112001");  // as wide
  row(page, 94, "A-10", "0813", "blue", "3.50").text(10, 106, "A-9");                // there was room for more above it
  row(page, 118, "A-8", "0814", "white", "1.00");
  CHECK(read({page}) == Rows{"20251112000|0812|red|12.00", "20251112001|||", "A-10|0813|blue|3.50", "A-9|||", "A-8|0814|white|1.00"});
}

TEST_CASE("rows of keys and names in groups stay rows") {
  PageDraft page;
  page.text(10, 50, "Order No").text(100, 50, "Remark");
  for (int i = 0; i < 6; ++i)
    page.text(10, 70 + 12 * i + 10 * (i / 2), "100" + std::to_string(i)).text(100, 70 + 12 * i + 10 * (i / 2), "red");
  Rows rows;
  pdf::TablePages table({.columns = {{.header = "Order No", .key = true, .one_word = true}, {.header = "Remark"}}},
                        [&rows](const std::vector<std::string>& cells) { rows.push_back(joined_by_bars(cells)); });
  table.add(page.page(), {}, {});
  table.finish();
  CHECK(rows.size() == 7);
}

TEST_CASE("a broken word whose row stands at its middle is put together with it") {
  PageDraft page = page_with_header();
  page.text(10, 64, "20251112").text(100, 70, "0812").text(200, 70, "red").text(350, 70, "12.00").text(10, 76, "000123");
  CHECK(read({page}) == Rows{"20251112000123|0812|red|12.00"});
  row(page, 100, "20251113", "0813", "blue", "3.50");
  row(page, 120, "20251114", "0814", "white", "1.00");
  CHECK(read({page}) == Rows{"20251112000123|0812|red|12.00", "20251113|0813|blue|3.50", "20251114|0814|white|1.00"});
}

TEST_CASE("in a ruled row pieces of numbers are no rows") {
  PageDraft page = page_with_header();
  page.grid({5, 95, 195, 345, 450}, {45, 65, 105, 145, 165});
  row(page, 70, "20251112", "08123456", "red", "12.00").text(10, 82, "000123").text(100, 82, "7890");
  page.text(10, 110, "2025")
      .text(10, 122, "1112")
      .text(10, 134, "0001")
      .text(100, 110, "0812")
      .text(100, 122, "3456")
      .text(100, 134, "7890");
  row(page, 150, "20251113", "0814", "white", "1.00");
  CHECK(read({page}) == Rows{"20251112000123|081234567890|red|12.00", "202511120001|081234567890||", "20251113|0814|white|1.00"});
  CHECK(read({page}, of_many_words()).size() > 3);
}

TEST_CASE("a ruled header that is broken, close below a title, is no row") {
  PageDraft page;
  page.text(10, 30, "Orders of a day");
  page.grid({5, 95, 195, 345, 450}, {45, 75, 95});
  page.text(10, 50, "Order").text(10, 62, "No").text(100, 50, "Phone").text(200, 50, "Remark").text(350, 50, "Amount");
  row(page, 80, "A-1", "0812", "red", "12.00");
  CHECK(read({page}) == Rows{"A-1|0812|red|12.00"});
}

TEST_CASE("spaces within a line stay in a column of one word") {
  PageDraft page = page_with_header();
  row(page, 70, "AB 2025", "0812", "red", "12.00").text(10, 82, "00 1");
  row(page, 102, "AB 2026", "0813", "blue", "3.50");
  CHECK(read({page})[0] == "AB 202500 1|0812|red|12.00");
}

TEST_CASE("a word that goes on over the end of a page is put together") {
  std::vector<PageDraft> pages = {page_with_header(), page_with_header()};
  row(pages[0], 70, "A-1", "08123456", "red", "12.00");
  pages[1].text(100, 70, "7890");
  row(pages[1], 100, "A-2", "0813", "blue", "3.50");
  CHECK(read(pages) == Rows{"A-1|081234567890|red|12.00", "A-2|0813|blue|3.50"});
}

TEST_CASE("a recipe's word about a column reaches the reader of a PDF") {
  using namespace nightporter;
  test::PdfDocument document;
  document.page().text(50, 100, "Order No.").text(150, 100, "Customer").text(450, 100, "Net Amount");
  document.text(50, 120, "20251112").text(150, 120, "Budi").text(460, 120, "1.234,50").text(50, 132, "000123");
  document.text(50, 155, "20251113").text(150, 155, "Ana").text(475, 155, "10,00");
  document.text(50, 178, "20251114").text(150, 178, "Citra").text(475, 178, "11,00");
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true, .one_word = true},
                     {.header = "Customer", .name = "customer"},
                     {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal, .locale = "id-ID"}};
  const test::TemporaryFolder folder;
  Rows keys;
  stages::read_table(folder.write("report.pdf", document.bytes()), mapping,
                     [&keys](stages::ParsedRow&& parsed) { keys.push_back(model::to_text(parsed.cells[0])); });
  CHECK(keys == Rows{"20251112000123", "20251113", "20251114"});
}
