#include "app/terminal/plain_text.h"

#include <catch2/catch.hpp>

#include "app/terminal/text_table.h"

namespace nightporter::app {
namespace {

TEST_CASE("a page cannot speak to the terminal") {
  CHECK(plain_line("a\x1b[31mred\x1b[0m") == "ared");
  CHECK(plain_line("a\x1b]0;new title\ab") == "ab");
  CHECK(plain_line("a\x1b]52;c;cm0gLXJm\x1b\\b") == "ab");
  CHECK(plain_line("a\x1bPq#0\x1b\\b") == "ab");
  CHECK(plain_line("\x1b") == "");
  CHECK(plain_line("\x1b[2") == "");
  CHECK(plain_line("a\x1b]never ended") == "a");
  CHECK(plain_line("a\r\b\a\x7f\v"
                   "b") == "ab");
  CHECK(plain_line("a\xc2\x9b"
                   "31mb") == "a31mb");  // CSI as one character
  CHECK(plain_line(std::string_view("a\0b", 3)) == "ab");
}

TEST_CASE("lines become one, or stay lines") {
  CHECK(plain_line("first\r\nsecond\tword") == "first | second word");
  CHECK(plain_lines("first\r\n\x1b[1Asecond") == "first\nsecond");
}

TEST_CASE("letters of every script stay, marks that turn the direction of writing do not") {
  CHECK(plain_line("UttamNagar उत्तम नगर 東京 €🧺") == "UttamNagar उत्तम नगर 東京 €🧺");
  CHECK(plain_line("invoice\xe2\x80\xaexslx.exe") == "invoicexslx.exe");
}

TEST_CASE("what is not UTF-8 is shown as such and swallows nothing") {
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(plain_line("a\xff"
                   "b") == "a" + bad + "b");
  CHECK(plain_line("a\xe2\x82") == "a" + bad + bad);
  CHECK(plain_line("a\xc3\x1b[31mb") == "a" + bad + "b");
  CHECK(plain_line("\xc0\x9b") == bad + bad);            // an overlong ESC
  CHECK(plain_line("\xed\xa0\x80") == bad + bad + bad);  // half of a surrogate pair
}

TEST_CASE("a text is cut between characters") {
  CHECK(cut_to_width("short", 5) == "short");
  CHECK(cut_to_width("longer", 5) == "long…");
  CHECK(cut_to_width("ééééé", 3) == "éé…");
  CHECK(cut_to_width("東京東京", 4) == "東…");
  CHECK(display_width(cut_to_width("東京東京", 4)) <= 4);
  CHECK(cut_to_width("abc", 0) == "");
}

}  // namespace
}  // namespace nightporter::app
