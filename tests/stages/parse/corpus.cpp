#include "tests/stages/parse/corpus.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <charconv>
#include <cstdlib>

#include "model/cell.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/raw_reader.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::test {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

std::string number_text(double number) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return "n:" + std::string(text, end);
}

/// "2024-03-12T06:00:00.500" and "2024-03-12 06:00:00.5" are one.
std::string moment_text(std::string text) {
  for (char& c : text)
    if (c == 'T') c = ' ';
  if (text.ends_with(" 00:00:00")) text.resize(text.size() - 9);
  if (const std::size_t point = text.find('.'); point != text.npos)
    while (text.back() == '0' || text.back() == '.') {
      const bool was_point = text.back() == '.';
      text.pop_back();
      if (was_point) break;
    }
  return "d:" + text;
}

std::string time_text(stages::TimeOfDay time) {
  const model::DateTime moment = model::DateTime() + time.since_midnight;
  const std::string text = model::to_text(model::Cell(moment));
  return moment_text(text.substr(text.find(' ') + 1));
}

std::string expected_text(const json::array& cell) {
  const json::value& value = cell[1];
  switch (cell[0].as_string()[0]) {
    case 'n':
      return number_text(value.to_number<double>());
    case 'd':
      return moment_text(std::string(value.as_string()));
    case 'b':
      return value.as_bool() ? "b:true" : "b:false";
    case 'e':
      return "e:" + std::string(value.as_string());
    case 'z':
      return "z:";
    default:
      return "s:" + std::string(value.as_string());
  }
}

struct ToText {
  std::string operator()(std::string_view text) const { return "s:" + std::string(text); }
  std::string operator()(stages::RawNumber number) const { return number_text(number.value); }
  std::string operator()(model::DateTime moment) const { return moment_text(model::to_text(model::Cell(moment))); }
  std::string operator()(stages::TimeOfDay time) const { return time_text(time); }
  std::string operator()(bool flag) const { return flag ? "b:true" : "b:false"; }
  std::string operator()(stages::FormulaError error) const { return "e:" + std::string(error.code); }
  std::string operator()(stages::FormulaWithoutValue) const { return "z:"; }
};

}  // namespace

std::string value_text(const stages::RawValue& value) {
  return std::visit(ToText(), value);
}

fs::path corpus() {
  if (const char* given = std::getenv("NIGHTPORTER_CORPUS")) return fs::path(given);
  for (fs::path folder = NIGHTPORTER_SOURCE_DIR; folder.has_relative_path(); folder = folder.parent_path())
    if (const fs::path found = folder.parent_path() / "shared/corpus"; fs::is_directory(found / "xlsx")) return found;
  FAIL(
      "the corpus of real files is not there: set NIGHTPORTER_CORPUS to its folder; `./dev test` leaves these tests out where it is "
      "missing");
  return {};
}

Expected read_expected(const fs::path& file) {
  const json::value document = json::parse(read_file(file));
  Expected expected;
  if (const json::value* errors = document.as_object().if_contains("error")) {
    for (const json::value& kind : errors->as_array()) expected.errors.emplace_back(kind.as_string());
    return expected;
  }
  for (const json::value& sheet : document.at("sheets").as_array()) {
    auto& [name, cells] = expected.sheets.emplace_back(std::string(sheet.at("name").as_string()), Sheet());
    for (const auto& [row, columns] : sheet.at("rows").as_object())
      for (const auto& [column, cell] : columns.as_object())
        if (const std::string text = expected_text(cell.as_array()); text != "s:")
          cells[{std::stoull(row), static_cast<std::uint32_t>(std::stoul(column))}] = text;
  }
  return expected;
}

Actual read_actual(const fs::path& file) {
  Actual actual;
  std::vector<Sheet> sheets;
  try {
    const stages::RawSummary summary = stages::read_raw(file, stages::TableChoice::all(), {}, [&sheets](const stages::RawRow& row) {
      if (sheets.size() <= row.table) sheets.resize(row.table + 1);
      for (const stages::RawCell& cell : row.cells) {
        const bool added = sheets[row.table].emplace(std::pair(row.number, cell.column), value_text(cell.value)).second;
        if (!added) FAIL("row " << row.number << ", column " << cell.column << " came twice");
      }
    });
    sheets.resize(summary.tables.size());
    for (std::size_t i = 0; i < sheets.size(); ++i) actual.sheets.emplace_back(summary.tables[i].name, std::move(sheets[i]));
  } catch (const stages::ParseError& error) {
    actual.error = stages::to_string(error.kind());
    actual.message = error.what();
  }
  return actual;
}

}  // namespace nightporter::test
