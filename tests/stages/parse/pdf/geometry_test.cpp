#include <catch2/catch.hpp>

#include "stages/parse/pdf/lattice.h"
#include "stages/parse/pdf/page_furniture.h"
#include "stages/parse/pdf/rulings.h"
#include "stages/parse/pdf/table_grid.h"
#include "tests/stages/parse/pdf/page_draft.h"

namespace pdf = nightporter::stages::pdf;
using nightporter::test::PageDraft;
using nightporter::test::row_texts;
using Rows = std::vector<std::string>;

TEST_CASE("pieces of one ruling line are joined, double lines are one, ticks are none") {
  const auto rulings = pdf::joined({{pdf::Direction::kHorizontal, 100, 0, 50},
                                    {pdf::Direction::kHorizontal, 100.5, 52, 90},
                                    {pdf::Direction::kHorizontal, 101.5, 10, 40},
                                    {pdf::Direction::kHorizontal, 300, 10, 12}});
  REQUIRE(rulings.horizontal.size() == 1);
  CHECK(rulings.horizontal[0].from == 0);
  CHECK(rulings.horizontal[0].to == 90);
}

TEST_CASE("a page turned on its side is read upright") {
  // "AB" written downwards, as on a landscape page that was printed upright.
  pdf::Word word{.box = {80, 10, 90, 20}, .em = 10, .turn = pdf::Turn::kClockwise};
  word.glyphs = {{10, 15, "A"}, {15, 20, "B"}};
  pdf::PageContent page{.width = 100, .height = 200, .words = {word}, .rulings = {{pdf::Direction::kVertical, 70, 0, 200}}};
  const pdf::PageContent turned = pdf::upright(page);
  CHECK(turned.width == 200);
  CHECK(turned.words[0].turn == pdf::Turn::kNone);
  CHECK(turned.words[0].box == pdf::Box{10, 10, 20, 20});
  CHECK(turned.rulings[0] == pdf::Ruling{pdf::Direction::kHorizontal, 30, 0, 200});
}

TEST_CASE("gaps wider than a space part columns, and a bullet is none") {
  PageDraft draft;
  draft.text(10, 10, "first words").text(200, 10, "12.50").text(10, 30, "\xB7").text(200, 30, "7");
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"first words|12.50", "\xB7|7"});
}

TEST_CASE("cells between ruling lines are the table, whatever the gaps within them") {
  PageDraft draft;
  draft.grid({0, 100, 200}, {0, 40, 80});
  draft.text(5, 5, "two").text(60, 5, "words").text(5, 20, "more").text(105, 5, "12").text(5, 50, "b").text(105, 50, "13");
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"two words more|12", "b|13"});
}

TEST_CASE("a cell over two columns and one over two rows stand at their top left") {
  PageDraft draft;
  for (const double y : {0.0, 60.0, 90.0}) draft.horizontal(y, 0, 300);
  draft.horizontal(30, 100, 300).vertical(0, 0, 90).vertical(100, 0, 90).vertical(200, 30, 90).vertical(300, 0, 90);
  draft.text(5, 25, "region").text(140, 10, "sales").text(105, 40, "old").text(205, 40, "new");
  draft.text(5, 70, "north").text(105, 70, "1").text(205, 70, "2");
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"region|sales|", "|old|new", "north|1|2"});
}

TEST_CASE("a frame that is not drawn runs where the lines of the other direction end") {
  const auto lattice = pdf::lattice_of(pdf::joined(
      {{pdf::Direction::kHorizontal, 30, 0, 200}, {pdf::Direction::kHorizontal, 60, 0, 200}, {pdf::Direction::kVertical, 100, 10, 90}}));
  REQUIRE(lattice.has_value());
  CHECK(lattice->xs == std::vector<double>{0, 100, 200});
  CHECK(lattice->ys == std::vector<double>{10, 30, 60, 90});
}

TEST_CASE("a ruled row with numbers under numbers is several rows") {
  PageDraft draft;
  draft.grid({0, 100, 200}, {0, 20, 80});
  draft.text(5, 5, "name").text(105, 5, "sum");
  for (int i = 0; i < 3; ++i)
    draft.text(5, 25 + 15 * i, std::string(1, static_cast<char>('a' + i))).text(105, 25 + 15 * i, std::to_string(i + 1));
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"name|sum", "a|1", "b|2", "c|3"});
}

TEST_CASE("lines drawn across the table part its rows, so that wrapped cells are one") {
  PageDraft draft;
  for (const double y : {0.0, 20.0, 60.0, 80.0}) draft.horizontal(y, 0, 300);
  draft.text(5, 5, "id").text(100, 5, "remark").text(200, 5, "sum");
  draft.text(5, 25, "a").text(100, 25, "a long").text(200, 25, "1").text(100, 40, "remark");
  draft.text(5, 65, "b").text(100, 65, "none").text(200, 65, "2");
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"id|remark|sum", "a|a long remark|1", "b|none|2"});
}

TEST_CASE("without lines, what is close below and fills no new column belongs to the row above") {
  PageDraft draft;
  draft.text(5, 5, "id").text(100, 5, "remark").text(200, 5, "sum");
  draft.text(5, 30, "a").text(100, 30, "a long").text(200, 30, "1").text(100, 42, "remark-").text(100, 54, "able");
  draft.text(5, 80, "b").text(100, 80, "none").text(200, 80, "2");
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"id|remark|sum", "a|a long remark-able|1", "b|none|2"});
}

TEST_CASE("a number is never joined to the number above it") {
  PageDraft draft;
  draft.text(5, 5, "id").text(100, 5, "count").text(200, 5, "sum");
  draft.text(5, 20, "a").text(100, 20, "10").text(200, 20, "1.50").text(200, 32, "2.50").text(100, 32, "11");
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"id|count|sum", "a|10|1.50", "|11|2.50"});
}

TEST_CASE("a line below the name of a group gives it to the group's first column") {
  PageDraft draft;
  draft.horizontal(0, 0, 400).horizontal(40, 0, 400).horizontal(20, 100, 400);
  draft.text(5, 25, "year").text(230, 5, "teachers").text(100, 25, "all").text(200, 25, "public").text(300, 25, "private");
  draft.text(5, 45, "2007").text(100, 45, "30").text(200, 45, "20").text(300, 45, "10");
  draft.text(5, 60, "2008").text(100, 60, "31").text(200, 60, "21").text(300, 60, "11");
  CHECK(row_texts(pdf::grid_of(draft.page())) == Rows{"year|teachers||", "|all|public|private", "2007|30|20|10", "2008|31|21|11"});
}

TEST_CASE("page numbers and titles that neighbouring pages share are left out, text that continues a cell is not") {
  const auto lines_of = [](const PageDraft& draft) { return pdf::text_lines(draft.page().words, {}); };
  PageDraft second;
  second.text(10, 10, "Report").text(10, 60, "a").text(10, 780, "b").text(10, 792, "flange").text(10, 820, "Page 2 of 3");
  PageDraft third;
  third.text(10, 10, "Report").text(10, 60, "c").text(10, 780, "d").text(10, 792, "flange").text(10, 820, "Page 3 of 3");
  std::vector<std::string> left;
  for (const auto& line : pdf::without_furniture(lines_of(second), second.page(), {}, lines_of(third)))
    left.push_back(line.chunks[0].text());
  CHECK(left == std::vector<std::string>{"a", "b", "flange"});
}

TEST_CASE("numbers are told from names and codes") {
  for (const char* number : {"1,234.50", "(12)", "12.5 %", "21/09/2024", "SO-001000"}) CHECK(pdf::looks_like_number(number));
  for (const char* text : {"-", "", "M8", "Bolt", "A1 B2"}) CHECK_FALSE(pdf::looks_like_number(text));
}
