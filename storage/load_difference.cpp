#include "storage/load_difference.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "model/withdrawn_column.h"
#include "storage/column_types.h"

namespace nightporter::storage {

namespace {

std::string header_of(const model::TableMapping& mapping, const std::string& name) {
  if (name == model::kWithdrawnName) return model::kWithdrawnHeader;
  const auto column = std::find_if(mapping.columns.begin(), mapping.columns.end(), [&](const auto& known) { return known.name == name; });
  return column == mapping.columns.end() ? name : column->header;
}

/// `row_key` as row_history has it: {"order_no": "T1"}.
std::string in_words(const model::TableMapping& mapping, const std::string& row_key) {
  std::string words;
  const boost::json::value key = boost::json::parse(row_key);
  for (const auto& [name, value] : key.as_object())
    words += (words.empty() ? "" : ", ") + header_of(mapping, std::string(name)) + " " + std::string(value.as_string());
  return words;
}

void add_changed(std::vector<RowDifference>& found, Database& database, const model::TableMapping& mapping, std::int64_t load) {
  Statement select = database.prepare("SELECT row_key, column_name, old_value, new_value FROM row_history WHERE load_id = ? ORDER BY id");
  select.bind(1, load);
  while (select.next()) {
    RowDifference difference{.change = RowDifference::Change::kUpdated,
                             .row = in_words(mapping, select.text(0)),
                             .column = header_of(mapping, select.text(1)),
                             .old_value = select.optional_text(2),
                             .new_value = select.optional_text(3)};
    if (select.text(1) == model::kWithdrawnName && difference.new_value) difference.change = RowDifference::Change::kWithdrawn;
    found.push_back(std::move(difference));
  }
}

void add_new(std::vector<RowDifference>& found, Database& database, const model::TableMapping& mapping, std::int64_t load,
             TimePoint moment) {
  std::string columns, join;
  for (const std::size_t index : mapping.key_columns()) {
    const std::string name = quoted_name(mapping.columns[index].name);
    columns += (columns.empty() ? "f." : ", f.") + name;
    join += " AND f." + name + " = s." + name;
  }
  Statement select = database.prepare("SELECT " + columns + " FROM " + quoted_name(mapping.staging_table) + " AS s JOIN " +
                                      quoted_name(mapping.fact_table) + " AS f ON f.crm = s.crm AND f.store = s.store" + join +
                                      " WHERE s.load_id = ? AND s.superseded_by IS NULL AND f.first_run = s.run_id"
                                      " AND f.first_loaded_at = ? ORDER BY s.row_no");
  select.bind(1, load).bind(2, moment);
  while (select.next()) {
    RowDifference difference;
    int at = 0;
    for (const std::size_t index : mapping.key_columns()) {
      const model::ColumnMapping& column = mapping.columns[index];
      difference.row += (at == 0 ? "" : ", ") + column.header + " " + select.cell_text(at, column.type).value_or("");
      ++at;
    }
    found.push_back(std::move(difference));
  }
}

}  // namespace

std::string_view to_string(RowDifference::Change change) {
  switch (change) {
    case RowDifference::Change::kNew:
      return "new";
    case RowDifference::Change::kUpdated:
      return "updated";
    case RowDifference::Change::kWithdrawn:
      return "withdrawn";
  }
  return "new";
}

std::vector<RowDifference> read_difference(Database& database, const model::TableMapping& mapping, std::int64_t load, TimePoint moment) {
  std::vector<RowDifference> found;
  add_changed(found, database, mapping, load);
  add_new(found, database, mapping, load, moment);
  return found;
}

}  // namespace nightporter::storage
