#include <algorithm>
#include <set>

#include "model/withdrawn_column.h"
#include "sites/language/reader.h"
#include "sites/language/words.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites::language {
namespace {

std::string folded(const std::string& header) {
  std::string result;
  for (const char c : header) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

model::ColumnMapping read_column(Reader& r, const std::string& header, const At& at) {
  model::ColumnMapping column;
  column.header = folded(header);
  column.name = r.text(at["name"]);
  column.type = static_cast<model::ColumnType>(r.word(at["type"], column_type_words(), 0));
  column.format = r.text(at["format"]);
  column.locale = r.text(at["locale"]);
  column.key = r.flag(at["key"]);
  column.required = r.flag(at["required"]);
  column.period = r.flag(at["period"]);
  column.optional = r.flag(at["optional"]);
  column.one_word = r.flag(at["one_word"]);
  const bool is_date = column.type == model::ColumnType::kDate || column.type == model::ColumnType::kDateTime;
  const bool is_number = column.type == model::ColumnType::kInteger || column.type == model::ColumnType::kDecimal;
  if (at["format"] && !is_date) r.complain(at["format"], {"only dates have a format", "drop it, or make the type date"});
  if (at["locale"] && !is_number && !is_date)
    r.complain(at["locale"], {"only numbers and dates have a locale", "drop it, or make the type decimal"});
  if (column.one_word && column.type != model::ColumnType::kText)
    r.complain(at["one_word"], {"only a text can be one word", "drop it: numbers and dates are read without"});
  if (column.period && !is_date) r.complain(at["period"], {"only a date can lie in the period", "make the type date"});
  if (column.key && column.optional) r.complain(at["optional"], {"a key column cannot be missing from the file", "drop optional or key"});
  return column;
}

/// The rows that are passed on get the time of their withdrawal as a last column; names of the tables are reserved in any case.
void check_withdrawn_header(Reader& r, const At& columns) {
  for (const auto& [entry, value] : columns.entries())
    if (model::same_header(folded(entry->key), model::kWithdrawnHeader))
      r.complain_at(entry->place, value.where,
                    {"the header \"" + entry->key + "\" is that of the column which tells withdrawn rows where rows are passed on",
                     "drop missing_rows: withdraw, or leave the column to other_columns: keep"});
}

void read_totals_row(Reader& r, const At& at, model::TableMapping& table) {
  model::TotalsRow totals;
  const auto marks = at["where"].entries();
  if (at["where"] && marks.size() != 1)
    return r.complain(at["where"], {"expected one column and its text", "for example { Order No.: Total }"});
  if (!marks.empty()) {
    totals.column = folded(marks.front().first->key);
    totals.equals = r.text(marks.front().second);
  }
  std::vector<std::string> names;
  for (const model::ColumnMapping& column : table.columns) names.push_back(column.name);
  for (const At& name : at["check"].each()) {
    totals.check.push_back(r.text(name));
    const auto column =
        std::find_if(table.columns.begin(), table.columns.end(), [&](const auto& c) { return c.name == totals.check.back(); });
    if (column == table.columns.end())
      r.complain(name, {"unknown column \"" + totals.check.back() + "\"", yaml::did_you_mean(totals.check.back(), names)});
    else if (column->type != model::ColumnType::kInteger && column->type != model::ColumnType::kDecimal)
      r.complain(name, {"\"" + column->name + "\" is no number and has no sum", "check integer and decimal columns only"});
  }
  table.totals_row = std::move(totals);
}

}  // namespace

model::TableMapping read_table(Reader& r, const At& at, const At& load) {
  model::TableMapping table;
  table.sheet = r.text(at["sheet"]);
  std::set<std::string> names;
  const At columns = at["columns"];
  for (const auto& [entry, value] : columns.entries()) {
    table.columns.push_back(read_column(r, entry->key, value));
    const std::string& name = table.columns.back().name;
    if (model::is_reserved_column_name(name))
      r.complain(value["name"], {"the tables have a column \"" + name + "\" of their own", "name it report_" + name + " for example"});
    if (!name.empty() && !names.insert(name).second)
      r.complain(value["name"], {"a second column is named \"" + name + "\"", "choose another name"});
  }
  const auto is_period = [](const model::ColumnMapping& column) { return column.period; };
  const auto periods = std::count_if(table.columns.begin(), table.columns.end(), is_period);
  if (columns && table.key_columns().empty()) r.complain(columns, {"no column is the key", "mark what makes a row unique with key: true"});
  if (periods > 1) r.complain(columns, {"more than one column has period: true", "keep the date that the site filters by"});
  table.keep_rows_in_period = r.flag(at["keep_rows"]["period"]);
  if (table.keep_rows_in_period && periods == 0)
    r.complain(at["keep_rows"], {"no column says which period a row belongs to", "mark its date with period: true"});
  if (const At totals = at["totals_row"]) read_totals_row(r, totals, table);
  table.other_columns = static_cast<model::OtherColumns>(r.word(at["other_columns"], other_columns_words(), 0));
  table.bad_rows = static_cast<model::BadRows>(r.word(at["bad_rows"], bad_rows_words(), 0));
  table.missing_rows = static_cast<model::MissingRows>(r.word(at["missing_rows"], missing_rows_words(), 0));
  if (table.missing_rows == model::MissingRows::kWithdraw && periods == 0)
    r.complain(at["missing_rows"], {"no column says which period a row belongs to", "mark its date with period: true"});
  if (table.missing_rows == model::MissingRows::kWithdraw) check_withdrawn_header(r, columns);
  table.staging_table = r.text(load["staging"]);
  table.fact_table = r.text(load["fact"]);
  if (!table.staging_table.empty() && table.staging_table == table.fact_table)
    r.complain(load["fact"], {"staging and fact are the same table", "name two tables"});
  return table;
}

}  // namespace nightporter::sites::language
