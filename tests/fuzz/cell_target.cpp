#include <array>
#include <bit>

#include "stages/parse/parse_error.h"
#include "stages/parse/spreadsheet_time.h"
#include "stages/parse/typed/cell_converter.h"
#include "stages/parse/xlsx/number_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/row_promises.h"

namespace nightporter::fuzz {

namespace {

constexpr std::array<const char*, 6> kLocales = {"", "en-IN", "de-DE", "fr-FR", "id-ID", "de-CH"};
constexpr std::array<const char*, 6> kFormats = {
    "", "dd/MM/yyyy", "d MMM yyyy", "yyyyMMdd HHmmss", "dd-MMM-yy hh:mm a", "EEEE, dd. MMMM yyyy HH:mm:ss.SSS"};

/// A typed cell is a value that the database takes, and a number reads as itself again.
void check(const model::Cell& cell) {
  expect_text(model::to_text(cell), "a typed cell");
  if (const auto* decimal = std::get_if<model::Decimal>(&cell))
    if (model::Decimal::parse(decimal->to_string()) != *decimal) throw BrokenPromise("a decimal that reads as itself");
}

void convert(const model::ColumnMapping& column, const stages::RawCell& cell) {
  try {
    check(stages::CellConverter(column).convert(cell));
  } catch (const stages::NotConvertible& refusal) {
    expect_text(refusal.reason, "a reason");
  }
  expect_text(stages::plain_text(cell), "a cell's plain text");
}

double number_of(std::string_view bytes) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0);
  return std::bit_cast<double>(bits);
}

}  // namespace

/// One cell of one column: the first three bytes choose the column's type, locale and date format, the rest is the cell.
void run_cell(Bytes input) {
  if (input.size() < 3) return;
  const std::string_view text = text_of(input.subspan(3));
  if (text.find('\0') == text.npos) {
    // Where a pattern or number format comes from a file or a person.
    stages::classify_number_format(text);
    try {
      stages::DateFormat(std::string(text), "id-ID").read("12 November 2025 10:00");
    } catch (const stages::ParseError&) {
    }
  }
  const model::ColumnMapping column{.header = "A",
                                    .name = "a",
                                    .type = static_cast<model::ColumnType>(input[0] % 6),
                                    .format = kFormats[input[2] % kFormats.size()],
                                    .locale = kLocales[input[1] % kLocales.size()]};
  const double number = number_of(text);
  const auto moment = stages::parse_iso_moment(text);
  if (number == number && number - number == 0) {  // readers give finite numbers only
    convert(column, {.value = stages::RawNumber{.value = number, .least_digits = static_cast<std::uint8_t>(input[0] % 32)}});
    for (const bool date_1904 : {false, true}) {
      const stages::RawValue value = stages::moment_of_serial(number, date_1904);
      RowPromises(small_limits()).check(stages::RawRow{.number = 1, .cells = {{.value = value}}});
      convert(column, {.value = value});
    }
  }
  if (moment) {
    RowPromises(small_limits()).check(stages::RawRow{.number = 1, .cells = {{.value = *moment}}});
    convert(column, {.value = *moment});
  }
  try {
    expect_text(text, "the input");
  } catch (const BrokenPromise&) {
    return;  // no reader hands out such a text
  }
  convert(column, {.value = text});
}

}  // namespace nightporter::fuzz
