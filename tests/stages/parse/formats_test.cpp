#include <catch2/catch.hpp>

#include "stages/parse/content_kind.h"
#include "stages/parse/spreadsheet_time.h"
#include "stages/parse/xlsx/number_format.h"
#include "stages/parse/xlsx/relationships.h"
#include "stages/parse/xlsx/text_runs.h"
#include "tests/stages/parse/corpus.h"
#include "tests/stages/parse/raw_text.h"

using namespace nightporter;
using namespace nightporter::test;
using namespace std::string_literals;

TEST_CASE("a number format is a date when letters of a date stand in it bare") {
  const auto is_date = [](std::string_view code) { return stages::classify_number_format(code).kind == stages::NumberKind::kDate; };
  for (const char* code : {"dd/mm/yyyy;@", "[$-409]d\\-mmm\\-yy;@", "[$-F400]h:mm:ss AM/PM", "yyyy\"年\"m\"月\"", "[Blue]yyyy-mm-dd",
                           "mm:ss.0", "d", "[$-ja-JP]ggge\"年\""}) {
    INFO(code);
    CHECK(is_date(code));
  }
  for (const char* code : {"[h]:mm:ss", "[mm]:ss", "0.00E+00", "#,##0.00\\ [$€-407]", "[Red]0.00", "\"day\" 0", "\\d0", "0 \"min\"",
                           "GENERAL", "General", "@", "0;;;@", "_-* #,##0_-", "# ?/?", "\"unclosed", "[unclosed", "\\", ""}) {
    INFO(code);
    CHECK_FALSE(is_date(code));
  }
  CHECK(stages::classify_number_format("@").kind == stages::NumberKind::kText);
  CHECK(stages::classify_number_format("00000").least_digits == 5);
  CHECK(stages::classify_number_format("0").least_digits == 0);
  CHECK(stages::classify_number_format("00\"-\"00").least_digits == 0);
}

TEST_CASE("serial numbers become moments in both calendars, rounded to milliseconds") {
  const auto text = [](double serial, bool date_1904) { return value_text(stages::moment_of_serial(serial, date_1904)); };
  CHECK(text(1, false) == "d:1900-01-01");
  CHECK(text(59, false) == "d:1900-02-28");
  CHECK(text(60, false) == "n:60");  // 29 February 1900, which never was
  CHECK(text(61, false) == "d:1900-03-01");
  CHECK(text(45363.5, false) == "d:2024-03-12 12:00:00");
  CHECK(text(45363.999999999, false) == "d:2024-03-13");
  CHECK(text(0.75, false) == "d:18:00:00");
  CHECK(text(2958465, false) == "d:9999-12-31");
  CHECK(text(2958466, false) == "n:2958466");
  CHECK(std::holds_alternative<stages::RawNumber>(stages::moment_of_serial(2958465.9999999995, false)));  // rounded, the year 10000
  CHECK(text(-1, false) == "n:-1");
  CHECK(text(0, true) == "d:1904-01-01");
  CHECK(text(43901, true) == "d:2024-03-12");
}

TEST_CASE("ISO moments are read to the millisecond, and nothing else is") {
  const auto text = [](std::string_view iso) {
    const auto value = stages::parse_iso_moment(iso);
    return value ? value_text(*value) : "none";
  };
  CHECK(text("2024-03-12") == "d:2024-03-12");
  CHECK(text("2024-03-12T06:00:00.5Z") == "d:2024-03-12 06:00:00.5");
  CHECK(text("18:30") == "d:18:30:00");
  CHECK(text("23:59:59.9996") == "d:23:59:59.999");  // never a 24th hour
  for (const char* wrong : {"", "2024", "2024-02-30", "2024-03-12T", "2024-03-12T24:00", "2024-03-12 06:00 PM", "12/03/2024"})
    CHECK(text(wrong) == "none");
}

TEST_CASE("Excel's escapes are decoded, surrogates joined, other underscores kept") {
  const auto decoded = [](std::string text) {
    stages::decode_excel_escapes(text);
    return text;
  };
  CHECK(decoded("a_x000D_b") == "a\rb");
  CHECK(decoded("_x005F_x000D_") == "_x000D_");
  CHECK(decoded("_xD83D__xDE00_") == "😀");
  CHECK(decoded("_xD83D_!") == "\xEF\xBF\xBD!");
  CHECK(decoded("file_x1_y _x00") == "file_x1_y _x00");
}

TEST_CASE("targets of relationships are found from the part that names them") {
  using stages::resolve_part;
  CHECK(resolve_part("xl/workbook.xml", "worksheets/sheet1.xml") == "xl/worksheets/sheet1.xml");
  CHECK(resolve_part("xl/workbook.xml", "/xl/a.xml") == "xl/a.xml");
  CHECK(resolve_part("xl/workbook.xml", "worksheets\\sheet1.xml") == "xl/worksheets/sheet1.xml");
  CHECK(resolve_part("xl/workbook.xml", "../media/./x%20y.png") == "media/x y.png");
  CHECK(resolve_part("", "xl/workbook.xml") == "xl/workbook.xml");
  CHECK(resolve_part("a.xml", "../../../etc/passwd") == "etc/passwd");
}
