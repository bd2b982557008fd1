#include "tests/stages/parse/raw_text.h"

#include "stages/parse/typed/table_header.h"
#include "tests/stages/parse/corpus.h"

namespace nightporter::test {

std::string row_text(const stages::RawRow& row) {
  std::string text = std::to_string(row.number) + ":";
  for (const stages::RawCell& cell : row.cells) text += " " + stages::column_letters(cell.column) + "=" + value_text(cell.value);
  return text;
}

std::vector<std::string> raw_rows(const std::filesystem::path& file, const stages::TableChoice& choice, const stages::ReadLimits& limits) {
  std::vector<std::string> rows;
  stages::read_raw(file, choice, limits, [&rows](const stages::RawRow& row) { rows.push_back(row_text(row)); });
  return rows;
}

std::string raw_error(const std::filesystem::path& file, const stages::ReadLimits& limits) {
  try {
    raw_rows(file, stages::TableChoice::all(), limits);
    return "none";
  } catch (const stages::ParseError& error) {
    return stages::to_string(error.kind());
  }
}

}  // namespace nightporter::test
