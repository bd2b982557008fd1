#include "app/parse/raw_tables.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "app/terminal/plain_text.h"
#include "app/terminal/text_table.h"
#include "stages/parse/guess_table.h"
#include "stages/parse/process/read_apart.h"
#include "stages/parse/typed/cell_converter.h"
#include "stages/parse/typed/table_header.h"
#include "stages/upload/files/file_text.h"

namespace nightporter::app {

namespace {

namespace json = boost::json;

constexpr std::size_t kWidestCell = 32;

struct ShownRow {
  std::uint64_t number = 0;
  std::vector<std::string> cells;  // from column A
};

struct ShownTable {
  std::uint64_t row_count = 0;
  std::size_t column_count = 0;
  std::vector<ShownRow> rows;
};

struct RawContent {
  stages::RawSummary summary;
  std::map<std::size_t, ShownTable> tables;
  std::optional<stages::GuessedTable> guess;
};

std::vector<std::string> texts_of(const stages::RawRow& row) {
  std::vector<std::string> texts;
  for (const stages::RawCell& cell : row.cells) {
    texts.resize(cell.column);
    texts.back() = stages::plain_text(cell);
  }
  return texts;
}

RawContent read_content(const std::filesystem::path& file, std::size_t most_rows) {
  RawContent content;
  content.summary = stages::read_apart(file, stages::TableChoice::all(), {}, [&](const stages::RawRow& row) {
    ShownTable& table = content.tables[row.table];
    ++table.row_count;
    if (!row.cells.empty()) table.column_count = std::max<std::size_t>(table.column_count, row.cells.back().column);
    if (table.rows.size() < most_rows) table.rows.push_back({row.number, texts_of(row)});
  });
  content.guess = stages::guess_table(file);
  return content;
}

const char* state_word(stages::SheetState state) {
  return state == stages::SheetState::kVisible ? "visible" : state == stages::SheetState::kHidden ? "hidden" : "very hidden";
}

std::optional<std::uint64_t> header_row_of(const RawContent& content, std::size_t table) {
  if (!content.guess || content.guess->table != table) return std::nullopt;
  return content.guess->header_row;
}

std::string name_of(const RawContent& content, std::size_t index) {
  return index < content.summary.tables.size() ? content.summary.tables[index].name : std::string();
}

void print_json(const RawContent& content, const std::filesystem::path& file, std::ostream& out) {
  json::array tables;
  const std::size_t count = std::max(content.summary.tables.size(), content.tables.empty() ? 0 : content.tables.rbegin()->first + 1);
  for (std::size_t index = 0; index < count; ++index) {
    json::object table{{"number", index + 1}, {"name", name_of(content, index)}};
    if (index < content.summary.tables.size()) table["state"] = state_word(content.summary.tables[index].state);
    const auto header = header_row_of(content, index);
    table["header_row"] = header ? json::value(*header) : json::value(nullptr);
    json::array rows;
    if (const auto found = content.tables.find(index); found != content.tables.end())
      for (const ShownRow& row : found->second.rows) {
        json::array cells;
        for (const std::string& text : row.cells) cells.emplace_back(text);
        rows.push_back(json::object{{"row", row.number}, {"cells", std::move(cells)}});
      }
    table["rows"] = std::move(rows);
    tables.push_back(std::move(table));
  }
  out << json::serialize(json::object{{"file", file.string()},
                                      {"kind", engine::describe(content.summary.kind)},
                                      {"page_title", content.summary.page_title},
                                      {"tables", std::move(tables)}})
      << '\n';
}

void print_csv(const RawContent& content, std::ostream& out) {
  bool first = true;
  for (const auto& [index, table] : content.tables) {
    if (!first) out << "\r\n";
    first = false;
    for (const ShownRow& row : table.rows) out << stages::csv_line(row.cells);
  }
}

void print_table(const ShownTable& table, std::ostream& out) {
  std::vector<std::string> headings{"row"};
  for (std::size_t column = 1; column <= table.column_count; ++column)
    headings.push_back(stages::column_letters(static_cast<std::uint32_t>(column)));
  TextTable text(headings);
  for (const ShownRow& row : table.rows) {
    std::vector<std::string> cells{std::to_string(row.number)};
    for (std::size_t column = 0; column < table.column_count; ++column)
      cells.push_back(column < row.cells.size() ? cut_to_width(plain_line(row.cells[column]), kWidestCell) : std::string());
    text.add(std::move(cells));
  }
  text.print(out);
  if (table.row_count > table.rows.size()) out << "… and " << table.row_count - table.rows.size() << " more rows (--limit N, --csv)\n";
}

void print_for_people(const RawContent& content, const std::filesystem::path& file, std::ostream& out) {
  out << plain_line(file.string()) << ": " << engine::describe(content.summary.kind);
  if (!content.summary.page_title.empty()) out << " \"" << plain_line(content.summary.page_title) << '"';
  out << '\n';
  for (std::size_t index = 0; index < content.summary.tables.size(); ++index)
    if (!content.tables.contains(index))
      out << "\ntable " << index + 1 << " \"" << plain_line(name_of(content, index)) << "\" ("
          << state_word(content.summary.tables[index].state) << "): no rows\n";
  for (const auto& [index, table] : content.tables) {
    out << "\ntable " << index + 1;
    if (const std::string name = name_of(content, index); !name.empty()) out << " \"" << plain_line(name) << '"';
    if (index < content.summary.tables.size() && content.summary.tables[index].state != stages::SheetState::kVisible)
      out << " (" << state_word(content.summary.tables[index].state) << ')';
    out << ": " << table.row_count << (table.row_count == 1 ? " row" : " rows");
    if (const auto header = header_row_of(content, index)) out << ", the header seems to be row " << *header;
    out << '\n';
    print_table(table, out);
  }
  if (content.tables.empty()) out << "No table was found in it.\n";
}

}  // namespace

void print_raw_tables(const ParseOptions& options, const CommandContext& context) {
  const bool all_rows = options.csv || context.global.json;
  const RawContent content = read_content(options.file, all_rows ? SIZE_MAX : static_cast<std::size_t>(options.limit));
  if (context.global.json)
    print_json(content, options.file, context.out);
  else if (options.csv)
    print_csv(content, context.out);
  else
    print_for_people(content, options.file, context.out);
}

}  // namespace nightporter::app
