#include <catch2/catch.hpp>

#include "stages/parse/parse_error.h"
#include "tests/stages/parse/pdf/page_draft.h"

using nightporter::stages::KnownColumn;
using nightporter::test::PageDraft;
using Rows = std::vector<std::string>;

namespace {

const std::vector<KnownColumn> kColumns = {{.header = "Amount"}, {.header = "Order No", .key = true}, {.header = "Net Amount"}};

Rows read(const std::vector<PageDraft>& pages, const std::vector<KnownColumn>& columns = kColumns) {
  return nightporter::test::rows_over(pages, columns);
}

PageDraft& header(PageDraft& page, double top) {
  return page.text(10, top, "Order No").text(100, top, "Remark").text(250, top, "Amount").text(350, top, "Net Amount");
}

PageDraft& row(PageDraft& page, double top, const std::string& id, const std::string& remark, const std::string& amount) {
  return page.text(10, top, id).text(100, top, remark).text(255, top, amount).text(370, top, amount);
}

}  // namespace

TEST_CASE("the table stands below its headers, in the file's order, with the columns that the mapping does not know") {
  PageDraft page;
  page.text(10, 20, "Daily orders");
  header(page, 50);
  row(page, 70, "A-1", "red", "12.00");
  row(page, 90, "A-2", "", "3.50");
  CHECK(read({page}) == Rows{"Daily orders", "Order No|Remark|Amount|Net Amount", "A-1|red|12.00|12.00", "A-2||3.50|3.50"});
}

TEST_CASE("headers may be broken over lines") {
  PageDraft page;
  page.text(10, 50, "Order").text(250, 50, "Amount").text(350, 50, "Net").text(10, 62, "No").text(350, 62, "Amount");
  page.text(10, 80, "A-1").text(255, 80, "12.00").text(350, 80, "11.00");
  CHECK(read({page}) == Rows{"Order No|Amount|Net Amount", "A-1|12.00|11.00"});
}

TEST_CASE("a header inside a longer one is not taken for it") {
  PageDraft page;
  page.text(10, 50, "Order No").text(250, 50, "Gross Amount").text(350, 50, "Net Amount");
  page.text(10, 80, "A-1").text(255, 80, "12.00").text(350, 80, "11.00");
  // No "Amount" of its own: the lines come as they are, and the reader of the report says what is gone.
  CHECK(read({page}) == Rows{"Order No|Gross Amount|Net Amount", "A-1|12.00|11.00"});
}

TEST_CASE("repeated headers and page numbers are dropped, and rows go on over pages") {
  std::vector<PageDraft> pages(3);
  for (std::size_t i = 0; i < 3; ++i) {
    pages[i].text(10, 20, "Daily orders");
    header(pages[i], 50);
    pages[i].text(300, 820, "Page " + std::to_string(i + 1) + " of 3");
  }
  row(pages[0], 70, "A-1", "red", "12.00");
  row(pages[0], 90, "A-2", "a remark", "3.50");
  pages[1].text(100, 70, "that goes on");
  row(pages[1], 100, "A-3", "blue", "1.00");
  row(pages[2], 70, "A-4", "green", "2.00");
  CHECK(read(pages) == Rows{"Daily orders", "Order No|Remark|Amount|Net Amount", "A-1|red|12.00|12.00",
                            "A-2|a remark that goes on|3.50|3.50", "A-3|blue|1.00|1.00", "A-4|green|2.00|2.00"});
}

TEST_CASE("pages without a header have the columns of the page before") {
  std::vector<PageDraft> pages(2);
  header(pages[0], 50);
  row(pages[0], 70, "A-1", "red", "12.00");
  row(pages[1], 50, "A-2", "", "3.50");
  row(pages[1], 70, "A-3", "blue", "4.50");
  CHECK(read(pages) == Rows{"Order No|Remark|Amount|Net Amount", "A-1|red|12.00|12.00", "A-2||3.50|3.50", "A-3|blue|4.50|4.50"});
}

TEST_CASE("a row without its key at the top of a page is not joined when it brings numbers under numbers") {
  std::vector<PageDraft> pages(2);
  header(pages[0], 50);
  row(pages[0], 70, "A-1", "red", "12.00");
  header(pages[1], 50);
  pages[1].text(100, 70, "Total").text(255, 70, "12.00").text(370, 70, "12.00");
  CHECK(read(pages).back() == "|Total|12.00|12.00");
}

TEST_CASE("a ruled table goes on over pages with its wrapped cells") {
  std::vector<PageDraft> pages(2);
  for (std::size_t i = 0; i < 2; ++i) {
    pages[i].grid({5, 95, 245, 345, 450}, {45, 65, 95, 115});
    header(pages[i], 50);
  }
  row(pages[0], 70, "A-1", "a long", "12.00").text(100, 82, "remark");
  row(pages[0], 100, "A-2", "red", "3.50");
  pages[1].text(100, 70, "and").text(100, 82, "white");
  row(pages[1], 100, "A-3", "blue", "1.00");
  CHECK(read(pages) ==
        Rows{"Order No|Remark|Amount|Net Amount", "A-1|a long remark|12.00|12.00", "A-2|red and white|3.50|3.50", "A-3|blue|1.00|1.00"});
}

TEST_CASE("what stands below the table comes last, in one cell") {
  PageDraft page;
  header(page, 50);
  for (int i = 0; i < 6; ++i) row(page, 70 + 15 * i, "A-" + std::to_string(i), "red", "1.00");
  page.text(10, 220, "Printed by admin").text(350, 220, "12/11/2025");
  CHECK(read({page}).back() == "Printed by admin 12/11/2025");
}

TEST_CASE("a later page with the same headers and other columns beside them is refused") {
  std::vector<PageDraft> pages(2);
  header(pages[0], 50);
  row(pages[0], 70, "A-1", "red", "12.00");
  pages[1].text(10, 50, "Order No").text(100, 50, "Colour").text(250, 50, "Amount").text(350, 50, "Net Amount");
  row(pages[1], 70, "A-2", "red", "12.00");
  CHECK_THROWS_AS(read(pages), nightporter::stages::ParseError);
}
