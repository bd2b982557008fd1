#include "stages/parse/typed/report_reader.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages {

namespace {

constexpr std::uint64_t kHeaderWithin = 200;  // rows of a table
constexpr std::size_t kMostFooters = 50;

std::string row_as_text(const RawRow& row) {
  std::string text;
  for (const RawCell& cell : row.cells)
    if (const std::string part = plain_text(cell); !part.empty()) text += (text.empty() ? "" : " | ") + part;
  return text;
}

bool is_blank(const RawCell& cell) {
  const auto* text = std::get_if<std::string_view>(&cell.value);
  return text != nullptr && trimmed(*text).empty();
}

/// In any case, and with any white space.
bool holds_text(const std::string& text, const std::string& wanted) {
  const auto lower = [](std::string_view whole) {
    std::string result = folded(whole);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
  };
  return lower(text).find(lower(wanted)) != std::string::npos;
}

std::ptrdiff_t filled_cells(const RawRow& row) {
  return std::count_if(row.cells.begin(), row.cells.end(), [](const RawCell& cell) { return !is_blank(cell); });
}

}  // namespace

ReportReader::ReportReader(const model::TableMapping& mapping, ContentKind kind, const ParsedRowSink& sink, const BadRowSink& bad_rows)
    : mapping_(mapping), kind_(kind), sink_(sink), bad_rows_(bad_rows), nearest_(mapping) {
  if (mapping.columns.empty())
    throw ParseError(ParseErrorKind::kBadMapping, "the table has no columns", "List them under table.columns in the recipe.");
  for (const model::ColumnMapping& column : mapping.columns) {
    if (folded(column.header).empty()) throw ParseError(ParseErrorKind::kBadMapping, "column \"" + column.name + "\" has no header");
    converters_.emplace_back(column);
  }
  if (!mapping.totals_row) return;
  for (const std::string& name : mapping.totals_row->check)
    if (std::none_of(mapping.columns.begin(), mapping.columns.end(), [&](const model::ColumnMapping& column) {
          return column.name == name && (column.type == model::ColumnType::kDecimal || column.type == model::ColumnType::kInteger);
        }))
      throw ParseError(ParseErrorKind::kBadMapping, "the totals row adds up \"" + name + "\", which is no column of numbers");
}

void ReportReader::read(const RawRow& row) {
  if (filled_cells(row) == 0) return;
  if (says_empty(row)) {
    result_.says_empty = true;
    return;
  }
  if (!header_) return look_for_header(row);
  if (row.table != table_) return refuse_second_table(row);
  if (row.number <= last_row_)
    throw ParseError(ParseErrorKind::kCorrupt, place(row), "the rows of the sheet are not in order",
                     "Open and save the file in a spreadsheet program.");
  last_row_ = row.number;
  if (header_->repeated_by(row)) {
    ++result_.repeated_headers;
  } else if (is_totals(row)) {
    read_totals(row);
  } else if (may_be_footer(row)) {
    if (result_.footers.empty()) first_footer_ = place(row);
    if (result_.footers.size() >= kMostFooters)
      throw ParseError(ParseErrorKind::kBadRow, first_footer_, "too many rows that are no facts begin here");
    result_.footers.push_back(row_as_text(row));
  } else {
    read_fact(row);
  }
}

void ReportReader::look_for_header(const RawRow& row) {
  if (rows_seen_.size() <= row.table) rows_seen_.resize(row.table + 1);
  if (++rows_seen_[row.table] > kHeaderWithin) return;
  header_ = TableHeader::match(row, mapping_);
  if (!header_) return nearest_.consider(row);
  table_ = row.table;
  last_row_ = row.number;
  result_.header_row = row.number;
  result_.sheet = row.table_name;
  result_.headers = header_->texts();
  for (const std::uint32_t column : header_->columns()) result_.column_present.push_back(column > 0);
}

void ReportReader::refuse_second_table(const RawRow& row) {
  if (rows_seen_.size() <= row.table) rows_seen_.resize(row.table + 1);
  if (++rows_seen_[row.table] > kHeaderWithin || !TableHeader::match(row, mapping_)) return;
  throw ParseError(
      ParseErrorKind::kNotAReport,
      "tables " + std::to_string(table_ + 1) + " and " + std::to_string(row.table + 1) + " of the page both have the report's columns",
      "Say in the recipe which one is meant: table.sheet with the table's id or number.");
}

/// A sentence of its own, with hardly anything beside it: an ordinary row may hold such words too.
bool ReportReader::says_empty(const RawRow& row) const {
  return !mapping_.empty_text.empty() && filled_cells(row) <= 2 && holds_text(row_as_text(row), mapping_.empty_text);
}

bool ReportReader::is_totals(const RawRow& row) const {
  if (!mapping_.totals_row) return false;
  const auto mark =
      std::find_if(row.cells.begin(), row.cells.end(), [&](const RawCell& cell) { return cell.column == header_->totals_column(); });
  return mark != row.cells.end() && folded(plain_text(*mark)) == folded(mapping_.totals_row->equals);
}

void ReportReader::read_totals(const RawRow& row) {
  if (result_.totals) throw ParseError(ParseErrorKind::kBadRow, place(row), "a second totals row", "Only one at the end is understood.");
  refuse_if_not_last(row);
  result_.totals.emplace().number = row.number;
  for (const RawCell& cell : row.cells) {
    const int position = header_->mapped(cell.column);
    if (position == TableHeader::kNowhere || is_blank(cell)) continue;
    const auto& wanted = mapping_.totals_row->check;
    const auto index = static_cast<std::size_t>(position);
    if (std::find(wanted.begin(), wanted.end(), mapping_.columns[index].name) == wanted.end()) continue;
    const model::Cell value = convert(row, cell, index);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) result_.totals->sums.push_back({index, model::Decimal(*whole, 0)});
    if (const auto* decimal = std::get_if<model::Decimal>(&value)) result_.totals->sums.push_back({index, *decimal});
  }
}

bool ReportReader::may_be_footer(const RawRow& row) const {
  const std::ptrdiff_t filled = filled_cells(row);
  const auto present = std::count_if(header_->columns().begin(), header_->columns().end(), [](std::uint32_t column) { return column > 0; });
  if (filled > 2 || filled * 2 >= present) return false;
  bool any_needed = false;
  for (std::size_t i = 0; i < mapping_.columns.size(); ++i) {
    if (!mapping_.columns[i].key && !mapping_.columns[i].required) continue;
    any_needed = true;
    const bool there = std::any_of(row.cells.begin(), row.cells.end(),
                                   [&](const RawCell& cell) { return cell.column == header_->columns()[i] && !is_blank(cell); });
    if (!there) return true;
  }
  return !any_needed || filled == 1;
}

void ReportReader::refuse_if_not_last(const RawRow& row) const {
  if (!result_.footers.empty())
    throw ParseError(
        ParseErrorKind::kBadRow, first_footer_,
        "\"" + result_.footers.front() + "\" stands between the rows of the table, which go on in row " + std::to_string(row.number),
        "A row with hardly any value is understood only below the table.");
  if (result_.totals)
    throw ParseError(ParseErrorKind::kBadRow, place(row), "a row below the totals row " + std::to_string(result_.totals->number),
                     "Is \"" + mapping_.totals_row->equals + "\" also the text of an ordinary row?");
}

void ReportReader::read_fact(const RawRow& row) {
  refuse_if_not_last(row);
  ParsedRow parsed{.number = row.number, .cells = model::Row(mapping_.columns.size())};
  if (kind_ == ContentKind::kText && row.cells.back().column > header_->last_column()) {
    const ParseError shifted(
        ParseErrorKind::kBadRow, place(row),
        std::to_string(row.cells.back().column) + " fields under " + std::to_string(header_->last_column()) + " headers",
        "A value holds the separator without being quoted, so that the columns are shifted.");
    if (!bad_rows_) throw shifted;
    return hand_out_bad(row, std::move(parsed), {{.message = shifted.what(), .hint = shifted.hint()}});
  }
  std::vector<BadRow::Reason> reasons;
  for (const RawCell& cell : row.cells) {
    const int position = header_->mapped(cell.column);
    if (position == TableHeader::kNowhere) continue;
    const auto index = static_cast<std::size_t>(position);
    try {
      parsed.cells[index] = converters_[index].convert(cell);
    } catch (const NotConvertible& reason) {
      if (!bad_rows_) throw not_convertible(row, cell, index, reason);
      reasons.push_back({cell.column, mapping_.columns[index].header, plain_text(cell), reason.reason, reason.hint});
    }
  }
  if (bad_rows_ && mapping_.bad_rows == model::BadRows::kQuarantine) add_empty_needed_cells(parsed, reasons);
  if (!reasons.empty()) return hand_out_bad(row, std::move(parsed), std::move(reasons));
  if (mapping_.other_columns != model::OtherColumns::kIgnore) parsed.other_columns = other_columns_of(row);
  ++result_.rows;
  sink_(std::move(parsed));
}

/// A cell that could not be typed has a reason already.
void ReportReader::add_empty_needed_cells(const ParsedRow& parsed, std::vector<BadRow::Reason>& reasons) const {
  for (std::size_t i = 0; i < mapping_.columns.size(); ++i) {
    const model::ColumnMapping& column = mapping_.columns[i];
    const bool needed = column.key || column.required || column.period;
    if (!needed || !std::holds_alternative<model::Empty>(parsed.cells[i])) continue;
    const auto told = [&](const BadRow::Reason& reason) { return reason.header == column.header; };
    if (std::any_of(reasons.begin(), reasons.end(), told)) continue;
    reasons.push_back({header_->columns()[i], column.header, "",
                       column.key        ? "empty, but part of the key"
                       : column.required ? "empty, but required"
                                         : "empty, but the date that is checked",
                       ""});
  }
}

void ReportReader::hand_out_bad(const RawRow& row, ParsedRow&& parsed, std::vector<BadRow::Reason> reasons) {
  boost::json::object raw;
  for (const RawCell& cell : row.cells)
    if (!is_blank(cell)) raw.emplace(header_->name(cell.column), plain_text(cell));
  ++result_.bad_rows;
  bad_rows_(
      {.number = row.number, .reasons = std::move(reasons), .cells = std::move(parsed.cells), .raw_cells = boost::json::serialize(raw)});
}

model::Cell ReportReader::convert(const RawRow& row, const RawCell& cell, std::size_t position) {
  try {
    return converters_[position].convert(cell);
  } catch (const NotConvertible& reason) {
    throw not_convertible(row, cell, position, reason);
  }
}

ParseError ReportReader::not_convertible(const RawRow& row, const RawCell& cell, std::size_t position, const NotConvertible& reason) const {
  Place where = place(row);
  where.column = cell.column;
  where.header = mapping_.columns[position].header;
  where.value = plain_text(cell);
  return ParseError(ParseErrorKind::kBadCell, std::move(where), reason.reason, reason.hint);
}

std::string ReportReader::other_columns_of(const RawRow& row) {
  boost::json::object others;
  for (const RawCell& cell : row.cells) {
    if (header_->mapped(cell.column) != TableHeader::kNowhere || is_blank(cell)) continue;
    const std::string& name = header_->name(cell.column);
    if (mapping_.other_columns == model::OtherColumns::kRefuse) {
      Place where = place(row);
      where.column = cell.column;
      where.value = plain_text(cell);
      throw ParseError(ParseErrorKind::kBadRow, std::move(where), "a value in a column without a header");
    }
    if (std::holds_alternative<FormulaWithoutValue>(cell.value))
      value_missing_in_others_ = true;
    else
      others.emplace(name, plain_text(cell));
  }
  return mapping_.other_columns == model::OtherColumns::kKeep ? boost::json::serialize(others) : std::string();
}

ParsedTable ReportReader::finish(const RawSummary& summary) {
  result_.kind = summary.kind;
  if (!header_ && !mapping_.empty_text.empty()) {
    // An empty day may come without any table.
    result_.says_empty = result_.says_empty || holds_text(folded(summary.beginning), mapping_.empty_text);
    if (result_.says_empty && !summary.asks_for_password && nearest_.matches() == 0) return std::move(result_);
  }
  if (!header_) fail_without_header(summary);
  for (std::size_t i = 0; i < converters_.size(); ++i)
    if (converters_[i].dates_are_mixed())
      result_.warnings.push_back("column \"" + mapping_.columns[i].header +
                                 "\": some dates are text and some are true dates; where the day is "
                                 "below 13, the site may have swapped day and month");
  if (value_missing_in_others_)
    result_.warnings.push_back("formulas in other columns were saved without their results; those cells are left out");
  if (table_ < summary.tables.size() && summary.tables[table_].state != SheetState::kVisible)
    result_.warnings.push_back("sheet \"" + result_.sheet + "\" is hidden");
  return std::move(result_);
}

void ReportReader::fail_without_header(const RawSummary& summary) const {
  const std::string title = summary.page_title.empty() ? "" : " \"" + summary.page_title + "\"";
  if (summary.asks_for_password)
    throw ParseError(ParseErrorKind::kNotAReport, "not a report but a login page" + title, "The session has expired; sign in again.");
  if (nearest_.matches() > 0 && nearest_.matches() * 3 >= mapping_.columns.size())
    throw ParseError(ParseErrorKind::kSiteChanged, nearest_.place(), nearest_.change(), nearest_.hint());
  std::string headers;
  for (const model::ColumnMapping& column : mapping_.columns)
    if (!column.optional && headers.size() < 60) headers += (headers.empty() ? "\"" : ", \"") + column.header + "\"";
  const std::string beginning = folded(summary.beginning);
  throw ParseError(ParseErrorKind::kNotAReport,
                   "not a report: " + std::string(engine::describe(summary.kind)) + title + " without a row of the headers " + headers +
                       (beginning.empty() ? "" : "; it begins: " + beginning),
                   "Open the file: it may hold the site's error message.");
}

Place ReportReader::place(const RawRow& row) const {
  return {.sheet = std::string(row.table_name), .row = row.number};
}

}  // namespace nightporter::stages
