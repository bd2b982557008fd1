#include <catch2/catch.hpp>

#include "stages/parse/text/delimiter.h"
#include "stages/parse/text/encoding.h"
#include "tests/stages/parse/raw_text.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::test;
using namespace std::string_literals;
using Rows = std::vector<std::string>;

namespace {

Rows rows_of(const std::string& bytes) {
  const TemporaryFolder folder;
  return raw_rows(folder.write("report.csv", bytes));
}

}  // namespace

TEST_CASE("fields are quoted as in RFC 4180: separators, line ends and doubled quotes within") {
  CHECK(rows_of("id,name\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,d\r\n") ==
        Rows{"1: A=s:id B=s:name", "2: A=s:1 B=s:a, \"b\"\r\nc", "3: A=s:2 B=s:d"});
  CHECK(rows_of("a,b\n5\" pipe,x\n") == Rows{"1: A=s:a B=s:b", "2: A=s:5\" pipe B=s:x"});
}

TEST_CASE("rows may be ragged, blank lines count, line ends are of any kind") {
  CHECK(rows_of("a,b,c\r1\r\r2,,3") == Rows{"1: A=s:a B=s:b C=s:c", "2: A=s:1", "4: A=s:2 C=s:3"});
}

TEST_CASE("the separator is found by how evenly it cuts the lines") {
  const TemporaryFolder folder;
  CHECK(stages::guess_delimiter("a;b;c\n1,5;2,5;3,5\n") == ';');
  CHECK(stages::guess_delimiter("a\tb\n1,000\t2\n") == '\t');
  CHECK(stages::guess_delimiter("a|b\n") == '|');
  CHECK(stages::guess_delimiter("\"a;b;c\",d\n\"e;f;g\",h\n") == ',');
  CHECK(stages::guess_delimiter("one column\nonly\n") == ',');
  CHECK(rows_of("sep=|\r\na,b|c\r\n") == Rows{"1: A=s:a,b B=s:c"});
  CHECK(rows_of("\"sep=;\"\na,b;c\n") == Rows{"1: A=s:a,b B=s:c"});
  CHECK(raw_error(folder.write("f.csv", "\"sep=")) == "corrupt");
  CHECK(rows_of("sep=arate,b\n") == Rows{"1: A=s:sep=arate B=s:b"});
}

TEST_CASE("text is read in UTF-8, UTF-16 with and without mark, and Windows-1252") {
  CHECK(rows_of("\xEF\xBB\xBFname,x\nCaf\xC3\xA9,1\n") == Rows{"1: A=s:name B=s:x", "2: A=s:Café B=s:1"});
  CHECK(rows_of("name,x\nCaf\xE9 \x80,1\n") == Rows{"1: A=s:name B=s:x", "2: A=s:Café € B=s:1"});
  CHECK(rows_of("\xFF\xFEi\0d\0,\0\xE9\0\n\0"s) == Rows{"1: A=s:id B=s:é"});
  CHECK(rows_of("\xFE\xFF\0i\0d\0,\0\xE9"s) == Rows{"1: A=s:id B=s:é"});
  CHECK(rows_of("i\0d\0,\0x\0\n\0"s) == Rows{"1: A=s:id B=s:x"});
}

TEST_CASE("an encoding that shows only behind the first pieces of a file is still found") {
  std::string text = "a,b\n";
  while (text.size() < 300'000) text += "1,2\n";
  const Rows rows = rows_of(text + "3,\xE9\n");
  CHECK(rows.back().ends_with("A=s:3 B=s:é"));
  const Rows utf8 = rows_of(text + "3,\xC3\xA9\n");
  CHECK(utf8.back().ends_with("A=s:3 B=s:é"));
}

TEST_CASE("a character or quote split between two pieces is read whole") {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text = "a,b\n" + std::string((64u << 10) - 6 - shift, 'x') + ",\"é\"\"é\"\n";
    CHECK(rows_of(text).back().ends_with(" B=s:é\"é"));
  }
}

TEST_CASE("=\"00123\" is the text 00123") {
  CHECK(rows_of("id,x\n=\"00123\",1\n\"=\"\"00124\"\"\",2\n") == Rows{"1: A=s:id B=s:x", "2: A=s:00123 B=s:1", "3: A=s:00124 B=s:2"});
}

TEST_CASE("a text that was cut off within quotes, or holds zero bytes, is an error that says where") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(raw_rows(folder.write("a.csv", "a,b\n1,\"never closed\n2,3\n")), "row 2, column B: a quote is opened and never closed");
  CHECK(raw_error(folder.write("b.csv", "a,b\n1,2\n\0\0\0\0"s)) != "none");
  CHECK(raw_error(folder.write("z.csv", "\xEF\xBB\xBFsep=\0\na\n"s)) != "none");
  CHECK(raw_error(folder.write("c.csv", "a,b\n" + std::string(300'000, 'x') + ",1\n")) == "too-large");
  CHECK(raw_error(folder.write("d.csv", "a,b\n1,2\n3,4\n"), {.rows = 2}) == "too-large");
  CHECK(raw_error(folder.write("e.csv", "")) == "empty");
}

TEST_CASE("bytes that only look like UTF-8 are not: overlong forms, surrogates, lone and missing continuations") {
  const auto valid = [](std::string_view bytes) {
    stages::Utf8Check check;
    for (const char& byte : bytes)
      if (!check.feed({&byte, 1})) return false;
    return check.finish();
  };
  for (const char* good : {"", "a", "\xC3\xA9", "\xE2\x82\xAC", "\xED\x9F\xBF", "\xEC\xA0\x80", "\xEC\xBF\xBF", "\xF0\x9F\x98\x80"})
    CHECK(valid(good));
  for (const char* bad :
       {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82"})
    CHECK_FALSE(valid(bad));
}

TEST_CASE("what is not UTF-8 in a file that begins with its mark is replaced, and the rest is read") {
  CHECK(rows_of("\xEF\xBB\xBFname,x\nCaf\xC3\xA9,1\nCaf\xE9,2\n") ==
        Rows{"1: A=s:name B=s:x", "2: A=s:Café B=s:1", "3: A=s:Caf\uFFFD B=s:2"});
  CHECK(rows_of("\xEF\xBB\xBF"
                "a\xED\xA0\x80"
                "b,\xF5\x80\x80\x80,\xC3") == Rows{"1: A=s:a\uFFFD\uFFFD\uFFFDb B=s:\uFFFD\uFFFD\uFFFD\uFFFD C=s:\uFFFD"});
}

TEST_CASE("the beginning of a file is cut between two characters") {
  const TemporaryFolder folder;
  const auto beginning_of = [&folder](const std::string& name, const std::string& bytes) {
    return stages::read_raw(folder.write(name, bytes), {}, {}, [](const stages::RawRow&) {}).beginning;
  };
  std::string text = "x";
  while (text.size() < 300) text += "é";
  CHECK(beginning_of("f.csv", text) == text.substr(0, 199));
  CHECK(beginning_of("f.json", "[\"" + text + "\"]") == "[\"" + text.substr(0, 197));
  CHECK(beginning_of("f.html", "<p>" + text + "</p>") == text.substr(0, 199));
}
