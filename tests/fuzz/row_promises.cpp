#include "tests/fuzz/row_promises.h"

#include <chrono>
#include <cmath>

#include "model/calendar_date.h"
#include "stages/parse/process/wire.h"
#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

namespace {

void expect(bool kept, const char* promise) {
  if (!kept) throw BrokenPromise(promise);
}

std::string wire_of(const stages::RawRow& row) {
  stages::WireWriter writer;
  writer.put(row);
  return writer.frame(stages::FrameKind::kRows).substr(stages::kFrameHeader);
}

}  // namespace

void RowPromises::check(const stages::RawValue& value) const {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    expect(!text->empty(), "a cell that is not empty");
    expect(text->size() <= limits_.cell_bytes, "a cell within limits.cell_bytes");
    expect_text(*text, "a cell");
  } else if (const auto* number = std::get_if<stages::RawNumber>(&value)) {
    expect(std::isfinite(number->value), "a finite number");
  } else if (const auto* moment = std::get_if<model::DateTime>(&value)) {
    const auto day = std::chrono::floor<std::chrono::days>(*moment);
    const std::chrono::year_month_day date{std::chrono::sys_days(day.time_since_epoch())};
    expect(date.year() >= std::chrono::year(1) && date.year() <= std::chrono::year(9999), "a year between 1 and 9999");
  } else if (const auto* time = std::get_if<stages::TimeOfDay>(&value)) {
    expect(time->since_midnight >= std::chrono::milliseconds(0) && time->since_midnight < std::chrono::hours(24), "a time within a day");
  } else if (const auto* error = std::get_if<stages::FormulaError>(&value)) {
    expect_text(error->code, "the code of a formula's error");
  }
}

void RowPromises::check(const stages::RawRow& row) {
  expect(row.number >= 1, "rows counted from 1");
  expect(!row.cells.empty(), "a row with something in it");
  expect_text(row.table_name, "a table's name");
  tables_ = std::max(tables_, row.table + 1);
  std::uint32_t before = 0;
  for (const stages::RawCell& cell : row.cells) {
    expect(cell.column > before, "cells by ascending column");
    expect(cell.column <= std::max<std::uint32_t>(limits_.columns, 16'384), "a column within the limits");
    before = cell.column;
    check(cell.value);
  }
  const std::string sent = wire_of(row);
  stages::RawRow received;
  stages::WireReader reader(sent);
  reader.row(received);
  expect(reader.at_end() && wire_of(received) == sent, "a row that is the same on both ends of the wire");
}

void RowPromises::check(const stages::RawSummary& summary) const {
  expect(tables_ <= summary.tables.size(), "a table in the summary for every row");
  for (const stages::RawTable& table : summary.tables) expect_text(table.name, "a table's name");
  expect_text(summary.page_title, "the page's title");
  expect_text(summary.beginning, "the beginning");
}

void RowPromises::check(const stages::ParseError& error) {
  expect_text(error.what(), "an error's message");
  expect_text(error.hint(), "an error's hint");
}

}  // namespace nightporter::fuzz
