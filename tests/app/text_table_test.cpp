#include "app/terminal/text_table.h"

#include <catch2/catch.hpp>
#include <sstream>

namespace nightporter::app {
namespace {

TEST_CASE("a table sets columns of numbers to the right and the rest to the left") {
  TextTable table({"store", "rows", "file"});
  table.add({"td/a668", "143", "a.xlsx"});
  table.add({"uc/sector56", "7", "b.xlsx"});
  std::ostringstream out;
  table.print(out);
  CHECK(out.str() ==
        "store        rows  file\n"
        "td/a668       143  a.xlsx\n"
        "uc/sector56     7  b.xlsx\n");
}

TEST_CASE("the width of a text is what a terminal shows") {
  CHECK(display_width("Jalān") == 5);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("✓") == 1);
  CHECK(display_width("\xff") == 1);
}

}  // namespace
}  // namespace nightporter::app
