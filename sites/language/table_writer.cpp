#include "sites/language/table_writer.h"

#include "sites/language/words.h"
#include "sites/yaml/writer.h"

namespace nightporter::sites::language {

namespace {

using yaml::map_node;
using yaml::Node;
using yaml::text_node;
using yaml::verbatim_node;

constexpr std::size_t kReport = 4;

std::string comment_lines(const std::vector<std::string>& texts, std::size_t indent) {
  std::string lines;
  for (std::string text : texts) {
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    lines += std::string(indent, ' ') + "# " + text + "\n";
  }
  return lines;
}

Node column_node(const model::ColumnMapping& column) {
  std::vector<std::pair<std::string, Node>> keys{{"name", text_node(column.name)},
                                                 {"type", text_node(column_type_words()[static_cast<std::size_t>(column.type)])}};
  if (!column.format.empty()) keys.emplace_back("format", text_node(column.format));
  if (!column.locale.empty()) keys.emplace_back("locale", text_node(column.locale));
  if (column.key) keys.emplace_back("key", verbatim_node("true"));
  if (column.required) keys.emplace_back("required", verbatim_node("true"));
  if (column.one_word) keys.emplace_back("one_word", verbatim_node("true"));
  if (column.period) keys.emplace_back("period", verbatim_node("true"));
  return map_node(std::move(keys));
}

}  // namespace

std::string write_table(const model::TableMapping& table, const TableComments& comments) {
  std::string text = std::string(kReport, ' ') + "table:\n" + comment_lines(comments.table, kReport + 2);
  if (!table.sheet.empty()) text += yaml::write_entry("sheet", text_node(table.sheet), kReport + 2);
  text += std::string(kReport + 2, ' ') + "columns:\n";
  for (const model::ColumnMapping& column : table.columns) {
    if (const auto about = comments.columns.find(column.name); about != comments.columns.end())
      text += comment_lines(about->second, kReport + 4);
    text += yaml::write_entry(column.header, column_node(column), kReport + 4);
  }
  if (table.totals_row) {
    std::vector<Node> sums;
    for (const std::string& name : table.totals_row->check) sums.push_back(text_node(name));
    text += yaml::write_entry("totals_row",
                              map_node({{"where", map_node({{table.totals_row->column, text_node(table.totals_row->equals)}})},
                                        {"check", yaml::list_node(std::move(sums))}}),
                              kReport + 2);
  }
  return text +
         yaml::write_entry("load", map_node({{"staging", text_node(table.staging_table)}, {"fact", text_node(table.fact_table)}}), kReport);
}

}  // namespace nightporter::sites::language
