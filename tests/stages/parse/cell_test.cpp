#include <catch2/catch.hpp>

#include "stages/parse/parse_error.h"
#include "stages/parse/spreadsheet_time.h"
#include "stages/parse/typed/cell_converter.h"
#include "stages/parse/typed/folded_text.h"

using namespace nightporter;
using model::ColumnType;

namespace {

std::string read_date(const std::string& pattern, std::string_view text, std::string_view locale = "") {
  const auto moment = stages::DateFormat(pattern, locale).read(text);
  return moment ? model::to_text(*moment) : "none";
}

std::string read_number(std::string_view locale, std::string_view text) {
  const auto number = stages::NumberText(locale).read(text);
  return number ? number->to_string() : "none";
}

/// The cell as text with its kind, or the reason why there is none.
std::string converted(ColumnType type, stages::RawValue value, const std::string& format = {}) {
  static constexpr const char* kKinds[] = {"empty", "text", "integer", "decimal", "date", "moment", "boolean"};
  stages::CellConverter converter({.header = "X", .name = "x", .type = type, .format = format});
  try {
    const model::Cell cell = converter.convert({.value = value});
    return std::string(kKinds[cell.index()]) + " " + model::to_text(cell);
  } catch (const stages::NotConvertible& reason) {
    return reason.reason;
  }
}

stages::RawValue number(double value) {
  return stages::RawNumber{value};
}

}  // namespace

TEST_CASE("dates are read by the pattern, day before month or after it") {
  CHECK(read_date("dd/MM/yyyy", "05/11/2025") == "2025-11-05 00:00:00");
  CHECK(read_date("MM/dd/yyyy", "05/11/2025") == "2025-05-11 00:00:00");
  CHECK(read_date("dd/MM/yyyy", "5/1/2025") == "2025-01-05 00:00:00");
  CHECK(read_date("d MMM yyyy", "5 Nov 2025") == "2025-11-05 00:00:00");
  CHECK(read_date("d MMMM, yyyy", "5\u00a0november,  2025") == "2025-11-05 00:00:00");
  CHECK(read_date("EEE, dd-MMM-yy", "Wed, 05-Nov-25") == "2025-11-05 00:00:00");
  CHECK(read_date("yyyyMMdd", "20251105") == "2025-11-05 00:00:00");
  CHECK(read_date("yyyy-MM-dd'T'HH:mm:ss.SSS", "2025-11-05T14:03:00.5") == "2025-11-05 14:03:00.500");
  CHECK(read_date("dd/MM/yyyy hh:mm a", "05/11/2025 12:30 AM") == "2025-11-05 00:30:00");
  CHECK(read_date("dd/MM/yyyy hh:mm a", "05/11/2025 02:30 pm") == "2025-11-05 14:30:00");
  CHECK(read_date("MMM yyyy", "Nov 2025") == "2025-11-01 00:00:00");
  CHECK(read_date("dd/MM/yy", "05/11/70") == "1970-11-05 00:00:00");
}

TEST_CASE("what is not wholly such a date is not read") {
  for (const char* text : {"", "31/02/2025", "13/13/2025", "05/11/25", "05/11/2025 10:00", "05-11-2025", "2025-11-05", "05/11/20255",
                           "00/11/2025", "aa/11/2025"}) {
    INFO(text);
    CHECK(read_date("dd/MM/yyyy", text) == "none");
  }
  CHECK(read_date("dd/MM/yyyy HH:mm", "05/11/2025 24:00") == "none");
  CHECK(read_date("d MMM yyyy", "5 No 2025") == "none");
  CHECK(read_date("d MMM yyyy", "5 Novem 2025") == "2025-11-05 00:00:00");
  CHECK(read_date("d MMM yyyy", "5 Novembers 2025") == "none");
}

TEST_CASE("months have their names in the column's language") {
  CHECK(read_date("d MMMM yyyy", "17 Agustus 2025", "id-ID") == "2025-08-17 00:00:00");
  CHECK(read_date("d MMM yyyy", "17 Des 2025", "id-ID") == "2025-12-17 00:00:00");
  CHECK(read_date("d. MMMM yyyy", "3. März 2025", "de-DE") == "2025-03-03 00:00:00");
  CHECK(read_date("d MMM yyyy", "17 Des 2025", "en-US") == "none");
}

TEST_CASE("a date format that cannot mean what it says is refused") {
  for (const char* pattern : {"dd/mm/yyyy", "dd/MM", "", "dd/MM/yyyy hh:mm", "dd/MM/yyyy HH:mm a", "DD/MM/YYYY", "dd 'of MM yyyy", "qq"}) {
    INFO(pattern);
    CHECK_THROWS_AS(stages::DateFormat(pattern, ""), stages::ParseError);
  }
}

TEST_CASE("numbers are read as the locale writes them") {
  CHECK(read_number("", "1,234.50") == "1234.5");
  CHECK(read_number("en-IN", "₹1,23,456.00") == "123456");
  CHECK(read_number("en-IN", "Rs. 1,23,456/-") == "123456");
  CHECK(read_number("de-DE", "1.234,56") == "1234.56");
  CHECK(read_number("id-ID", "Rp 12.000") == "12000");
  CHECK(read_number("fr-FR", "1\u202f234,5 €") == "1234.5");
  CHECK(read_number("de-CH", "1’234.50") == "1234.5");
  CHECK(read_number("", "(1,234.50)") == "-1234.5");
  CHECK(read_number("", "₹ (99.00)") == "-99");
  CHECK(read_number("", "12.30-") == "-12.3");
  CHECK(read_number("", "\u22125") == "-5");
  CHECK(read_number("", "-$1,000") == "-1000");
  CHECK(read_number("", "\u00a012\u00a0") == "12");
  CHECK(read_number("", "12.5 %") == "0.125");
  CHECK(read_number("", "5%") == "0.05");
  CHECK(read_number("", "-150%") == "-1.5");
  CHECK(read_number("", ".5") == "0.5");
  CHECK(read_number("", "000123") == "123");
}

TEST_CASE("a number of another language is refused instead of being a thousand times too large or small") {
  CHECK(read_number("en-US", "1.234,56") == "none");
  CHECK(read_number("en-US", "12,50") == "none");
  CHECK(read_number("de-DE", "12.50") == "none");
  CHECK(read_number("de-DE", "1,234.50") == "none");
  CHECK(read_number("en-US", "1,23,456.00") == "none");
  CHECK(read_number("en-IN", "1,234,567.00") == "1234567");
  CHECK(read_number("en-US", "1234,567") == "none");
  for (const char* text :
       {"", "-", "abc", "1 2", "1.2.3", "--5", "-(5)", "(5", "5)", "1e5", "5.", "12:30", "$", "0x10", "1234567890123456789", "٣"}) {
    INFO(text);
    CHECK(read_number("en-US", text) == "none");
  }
  CHECK_THROWS_AS(stages::NumberText("xx-XX"), stages::ParseError);
}

TEST_CASE("text columns take every kind of cell as it is shown") {
  CHECK(converted(ColumnType::kText, "  a b\u00a0") == "text a b");
  CHECK(converted(ColumnType::kText, " \u00a0 ") == "empty ");
  CHECK(converted(ColumnType::kText, "00123") == "text 00123");
  CHECK(converted(ColumnType::kText, "-") == "text -");
  CHECK(converted(ColumnType::kText, number(12345)) == "text 12345");
  CHECK(converted(ColumnType::kText, stages::RawNumber{42, 5}) == "text 00042");
  CHECK(converted(ColumnType::kText, number(0.1 + 0.2)) == "text 0.3");
  CHECK(converted(ColumnType::kText, stages::moment_of_serial(45363, false)) == "text 2024-03-12");
  CHECK(converted(ColumnType::kText, stages::moment_of_serial(45363.5, false)) == "text 2024-03-12 12:00:00");
  CHECK(converted(ColumnType::kText, stages::moment_of_serial(0.75, false)) == "text 18:00:00");
  CHECK(converted(ColumnType::kText, true) == "text true");
  CHECK(converted(ColumnType::kText, number(1e16)) == "a number with more digits than a spreadsheet keeps");
}

TEST_CASE("number columns take true numbers at fifteen digits, and text by the locale") {
  CHECK(converted(ColumnType::kDecimal, number(1234.56)) == "decimal 1234.56");
  CHECK(converted(ColumnType::kDecimal, number(5715.046400000001)) == "decimal 5715.0464");
  CHECK(converted(ColumnType::kDecimal, number(-0.1 - 0.2)) == "decimal -0.3");
  CHECK(converted(ColumnType::kDecimal, number(0)) == "decimal 0");
  CHECK(converted(ColumnType::kDecimal, number(1e-20)) == "decimal 0");
  CHECK(converted(ColumnType::kDecimal, number(1e17)) == "a number of more than 18 digits");
  CHECK(converted(ColumnType::kDecimal, "(1,234.50)") == "decimal -1234.5");
  CHECK(converted(ColumnType::kDecimal, "-") == "empty ");
  CHECK(converted(ColumnType::kDecimal, "n/a") == "not a number");
  CHECK(converted(ColumnType::kInteger, number(12)) == "integer 12");
  CHECK(converted(ColumnType::kInteger, number(12.000000000000002)) == "integer 12");
  CHECK(converted(ColumnType::kInteger, number(12.5)) == "not a whole number");
  CHECK(converted(ColumnType::kInteger, "1,200") == "integer 1200");
  CHECK(converted(ColumnType::kInteger, "12.5") == "not a whole number");
  CHECK(converted(ColumnType::kDecimal, stages::moment_of_serial(45363, false)) == "a date where a number should be");
  CHECK(converted(ColumnType::kDecimal, stages::FormulaError{"#DIV/0!"}) == "the error value #DIV/0!");
  CHECK(converted(ColumnType::kDecimal, stages::FormulaWithoutValue{}) == "a formula that was saved without its result");
  CHECK(converted(ColumnType::kDecimal, true) == "a boolean");
}

TEST_CASE("date columns take true dates and text by the format, never a bare number") {
  CHECK(converted(ColumnType::kDate, stages::moment_of_serial(45363.75, false), "dd/MM/yyyy") == "date 2024-03-12");
  CHECK(converted(ColumnType::kDateTime, stages::moment_of_serial(45363.75, false)) == "moment 2024-03-12 18:00:00");
  CHECK(converted(ColumnType::kDate, "12/03/2024", "dd/MM/yyyy") == "date 2024-03-12");
  CHECK(converted(ColumnType::kDate, "2024-03-12") == "date 2024-03-12");
  CHECK(converted(ColumnType::kDateTime, "2024-03-12 18:00") == "moment 2024-03-12 18:00:00");
  CHECK(converted(ColumnType::kDate, "12/03/2024") == "not a date as yyyy-MM-dd");
  CHECK(converted(ColumnType::kDate, "2024-03-12", "dd/MM/yyyy") == "not a date as dd/MM/yyyy");
  CHECK(converted(ColumnType::kDate, number(45363)) == "a number where a date should be");
  CHECK(converted(ColumnType::kDate, "—") == "empty ");
  CHECK(converted(ColumnType::kDate, stages::moment_of_serial(0.5, false)) == "a time of day without a date");
}

TEST_CASE("boolean columns take the usual words") {
  CHECK(converted(ColumnType::kBoolean, "Yes") == "boolean true");
  CHECK(converted(ColumnType::kBoolean, "N") == "boolean false");
  CHECK(converted(ColumnType::kBoolean, number(1)) == "boolean true");
  CHECK(converted(ColumnType::kBoolean, false) == "boolean false");
  CHECK(converted(ColumnType::kBoolean, "perhaps") == "neither true nor false");
  CHECK(converted(ColumnType::kBoolean, number(2)) == "neither true nor false");
}

TEST_CASE("white space of every kind is folded for headers") {
  CHECK(stages::folded("\u00a0Net\r\n  Amount\u202f\u3000") == "Net Amount");
  CHECK(stages::folded("Größe é") == "Größe é");
  CHECK(stages::folded("") == "");
}
