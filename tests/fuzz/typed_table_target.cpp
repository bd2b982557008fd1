#include "stages/parse/guess_table.h"
#include "stages/parse/text/csv_reader.h"
#include "stages/parse/typed/report_reader.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/row_promises.h"

namespace nightporter::fuzz {

namespace {

model::TableMapping mapping_of(unsigned choices) {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No", .name = "order_no", .key = true},
                     {.header = "Date", .name = "date", .type = model::ColumnType::kDate, .format = "dd/MM/yyyy", .period = true},
                     {.header = "Amount", .name = "amount", .type = model::ColumnType::kDecimal, .locale = "en-IN", .required = true},
                     {.header = "Pieces", .name = "pieces", .type = model::ColumnType::kInteger, .optional = true},
                     {.header = "Paid", .name = "paid", .type = model::ColumnType::kBoolean, .optional = true}};
  if ((choices & 1) != 0) mapping.totals_row = model::TotalsRow{"Order No", "Total", {"amount"}};
  mapping.other_columns = static_cast<model::OtherColumns>((choices >> 1) % 3);
  if ((choices & 8) != 0) mapping.bad_rows = model::BadRows::kQuarantine;
  if ((choices & 16) != 0) mapping.empty_text = "No data found";
  return mapping;
}

}  // namespace

/// A text table under a mapping that the first byte chooses: header, totals row, footers, bad rows. With as many columns as a real file.
void run_typed_table(Bytes input) {
  if (input.empty()) return;
  const model::TableMapping mapping = mapping_of(input[0]);
  const stages::ParsedRowSink take = [](const stages::ParsedRow& row) {
    for (const model::Cell& cell : row.cells) expect_text(model::to_text(cell), "a typed cell");
    expect_text(row.other_columns, "other columns");
  };
  const stages::BadRowSink take_bad = [](const stages::BadRow& row) {
    for (const stages::BadRow::Reason& reason : row.reasons) expect_text(reason.message + reason.value + reason.header, "a reason");
    expect_text(row.raw_cells, "a bad row's cells");
  };
  const MemoryFile file(text_of(input.subspan(1)));
  stages::ReadLimits limits = small_limits();
  limits.columns = stages::ReadLimits().columns;
  try {
    const stages::BadRowSink bad_rows = (input[0] & 32) != 0 ? take_bad : stages::BadRowSink();
    stages::ReportReader reader(mapping, stages::ContentKind::kText, take, bad_rows);
    const stages::RawSummary summary = stages::read_csv(file.path(), limits, [&](const stages::RawRow& row) { reader.read(row); });
    const stages::ParsedTable table = reader.finish(summary);
    for (const std::string& footer : table.footers) expect_text(footer, "a footer");
  } catch (const stages::ParseError& error) {
    RowPromises::check(error);
  }
}

/// What a recipe would say of a file of any kind.
void run_guess_table(Bytes input) {
  const MemoryFile file(text_of(input));
  try {
    const std::optional<stages::GuessedTable> table = stages::guess_table(file.path());
    if (!table) return;
    for (const model::ColumnMapping& column : table->mapping.columns) {
      expect_text(column.header, "a header");
      expect_text(column.name, "a column's name");
    }
  } catch (const stages::ParseError& error) {
    RowPromises::check(error);
  }
}

}  // namespace nightporter::fuzz
