#include "stages/parse/table_choice.h"

#include <numeric>

#include "stages/parse/parse_error.h"

namespace nightporter::stages {

TableChoice TableChoice::of_sheet(std::string sheet) {
  if (sheet.empty()) return {};
  return {.kind = Kind::kNamed, .name = std::move(sheet)};
}

TableChoice TableChoice::of(const model::TableMapping& mapping) {
  TableChoice choice = of_sheet(mapping.sheet);
  for (const model::ColumnMapping& column : mapping.columns)
    choice.known.columns.push_back({.header = column.header, .key = column.key, .optional = column.optional, .one_word = column.one_word});
  if (mapping.totals_row) choice.known.totals_text = mapping.totals_row->equals;
  return choice;
}

bool names_table(const TableChoice& choice, const RawTable& table, std::size_t index) {
  return choice.name == table.name || choice.name == std::to_string(index + 1);
}

std::vector<std::size_t> choose_sheets(const std::vector<RawTable>& sheets, const TableChoice& choice) {
  if (choice.kind == TableChoice::Kind::kAll) {
    std::vector<std::size_t> all(sheets.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
  if (choice.kind == TableChoice::Kind::kDefault) {
    for (std::size_t i = 0; i < sheets.size(); ++i)
      if (sheets[i].state == SheetState::kVisible) return {i};
    throw ParseError(ParseErrorKind::kNoSuchSheet, "the workbook has no visible sheet");
  }
  for (std::size_t i = 0; i < sheets.size(); ++i)
    if (sheets[i].name == choice.name) return {i};
  for (std::size_t i = 0; i < sheets.size(); ++i)
    if (names_table(choice, sheets[i], i)) return {i};
  std::string names;
  for (const RawTable& sheet : sheets) names += (names.empty() ? "\"" : ", \"") + sheet.name + "\"";
  throw ParseError(ParseErrorKind::kNoSuchSheet, "no sheet \"" + choice.name + "\"; the workbook has " + (names.empty() ? "none" : names),
                   "Correct table.sheet in the recipe.");
}

}  // namespace nightporter::stages
