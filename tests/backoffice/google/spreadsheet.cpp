#include "tests/backoffice/google/spreadsheet.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <charconv>

namespace nightporter::backoffice {

namespace {

constexpr std::int64_t kMostCells = 10'000'000;
constexpr std::size_t kMostCharacters = 50'000;

GoogleError invalid(std::string message) {
  return {.message = std::move(message)};
}

std::string text_of(double number) {
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return {digits, error == std::errc() ? end : digits};
}

struct Shown {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(double number) const { return text_of(number); }
  std::string operator()(bool truth) const { return truth ? "TRUE" : "FALSE"; }
};

struct Unformatted {
  boost::json::value operator()(std::monostate) const { return boost::json::value(""); }
  boost::json::value operator()(const std::string& text) const { return boost::json::value(text); }
  boost::json::value operator()(double number) const {
    if (number == static_cast<double>(static_cast<std::int64_t>(number))) return static_cast<std::int64_t>(number);
    return number;
  }
  boost::json::value operator()(bool truth) const { return truth; }
};

SheetCell cell_of(const boost::json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_number()) return value.to_number<double>();
  const auto& text = value.get_string();
  if (text.empty()) return std::monostate();
  if (text.size() > kMostCharacters) throw invalid("Your input contains more than the maximum of 50000 characters in a single cell.");
  return std::string(text);
}

/// Rows of scalars, or the error that names the place.
const boost::json::array& checked_rows(const boost::json::value& values) {
  const auto* rows = values.if_array();
  if (rows == nullptr) throw invalid("Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue)");
  for (std::size_t row = 0; row < rows->size(); ++row) {
    const auto* cells = (*rows)[row].if_array();
    const std::string place = "data.values[" + std::to_string(row) + "]";
    if (cells == nullptr) throw invalid("Invalid value at '" + place + "' (type.googleapis.com/google.protobuf.ListValue)");
    for (const auto& cell : *cells)
      if (cell.is_object() || cell.is_array()) throw invalid("Invalid " + place + ": struct_value { } is not a value that a cell can hold");
  }
  return *rows;
}

bool is_empty(const SheetCell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

}  // namespace

const SheetCell& SheetGrid::at(std::int64_t row, std::int64_t column) const {
  static const SheetCell nothing;
  const auto r = static_cast<std::size_t>(row - 1);
  const auto c = static_cast<std::size_t>(column - 1);
  return r < cells.size() && c < cells[r].size() ? cells[r][c] : nothing;
}

void SheetGrid::set(std::int64_t row, std::int64_t column, SheetCell cell) {
  const auto r = static_cast<std::size_t>(row - 1);
  const auto c = static_cast<std::size_t>(column - 1);
  if (cells.size() <= r) cells.resize(r + 1);
  if (cells[r].size() <= c) cells[r].resize(c + 1);
  cells[r][c] = std::move(cell);
}

std::string SheetGrid::shown(std::int64_t row, std::int64_t column) const {
  const SheetCell& cell = at(row, column);
  const auto format = std::find_if(formats.rbegin(), formats.rend(), [&](const NumberFormat& of) { return of.covers(row, column); });
  const double* number = std::get_if<double>(&cell);
  return number != nullptr && format != formats.rend() ? format->show(*number) : std::visit(Shown(), cell);
}

std::vector<std::string> SheetGrid::shown_row(std::int64_t row) const {
  std::vector<std::string> texts;
  if (static_cast<std::size_t>(row) > cells.size()) return texts;
  const auto columns = static_cast<std::int64_t>(cells[static_cast<std::size_t>(row - 1)].size());
  for (std::int64_t column = 1; column <= columns; ++column) texts.push_back(shown(row, column));
  while (!texts.empty() && texts.back().empty()) texts.pop_back();
  return texts;
}

std::string SheetBlock::to_string() const {
  const std::string first = letters_of(first_column) + std::to_string(first_row);
  const std::string last = letters_of(last_column) + std::to_string(last_row);
  return shown_tab(grid->title) + "!" + (first == last ? first : first + ":" + last);
}

SheetGrid& Spreadsheet::add_tab(const std::string& title, std::int64_t rows, std::int64_t columns) {
  if (tab(title) != nullptr)
    throw invalid("Invalid requests[0].addSheet: A sheet with the name \"" + title + "\" already exists. Please enter another name.");
  tabs_.push_back(std::make_unique<SheetGrid>(SheetGrid{.sheet_id = next_id_, .title = title, .row_count = rows, .column_count = columns}));
  next_id_ += 1234567;
  check_cell_count();
  return *tabs_.back();
}

SheetGrid* Spreadsheet::tab(std::string_view title) {
  const auto found = std::find_if(tabs_.begin(), tabs_.end(), [&](const auto& grid) { return grid->title == title; });
  return found == tabs_.end() ? nullptr : found->get();
}

SheetGrid* Spreadsheet::tab_by_id(std::int64_t sheet_id) {
  const auto found = std::find_if(tabs_.begin(), tabs_.end(), [&](const auto& grid) { return grid->sheet_id == sheet_id; });
  return found == tabs_.end() ? nullptr : found->get();
}

SheetBlock Spreadsheet::resolve(const std::string& range) {
  const auto reference = parse_a1(range);
  SheetGrid* grid = !reference ? nullptr : reference->tab ? tab(*reference->tab) : tabs_.front().get();
  if (grid == nullptr) throw invalid("Unable to parse range: " + range);
  SheetBlock block{.grid = grid,
                   .first_row = std::max<std::int64_t>(1, reference->first_row),
                   .last_row = reference->last_row == 0 ? grid->row_count : reference->last_row,
                   .first_column = std::max<std::int64_t>(1, reference->first_column),
                   .last_column = reference->last_column == 0 ? grid->column_count : reference->last_column};
  if (block.last_row < block.first_row) std::swap(block.first_row, block.last_row);
  if (block.last_column < block.first_column) std::swap(block.first_column, block.last_column);
  if (block.last_row > grid->row_count || block.last_column > grid->column_count)
    throw invalid("Range (" + block.to_string() + ") exceeds grid limits. Max rows: " + std::to_string(grid->row_count) +
                  ", max columns: " + std::to_string(grid->column_count));
  return block;
}

boost::json::object Spreadsheet::read(const std::string& range, Render render) {
  const SheetBlock block = resolve(range);
  boost::json::array rows;
  for (std::int64_t row = block.first_row; row <= block.last_row && row <= static_cast<std::int64_t>(block.grid->cells.size()); ++row) {
    boost::json::array cells;
    for (std::int64_t column = block.first_column; column <= block.last_column; ++column) {
      const SheetCell& cell = block.grid->at(row, column);
      cells.push_back(render == Render::kUnformatted ? std::visit(Unformatted(), cell)
                                                     : boost::json::value(block.grid->shown(row, column)));
    }
    const auto nothing = [](const boost::json::value& value) { return value.is_string() && value.get_string().empty(); };
    while (!cells.empty() && nothing(cells.back())) cells.pop_back();
    rows.push_back(std::move(cells));
  }
  while (!rows.empty() && rows.back().as_array().empty()) rows.pop_back();
  boost::json::object answer{{"range", block.to_string()}, {"majorDimension", "ROWS"}};
  if (!rows.empty()) answer["values"] = std::move(rows);
  return answer;
}

boost::json::object Spreadsheet::write(const std::string& range, const boost::json::value& values) {
  const SheetBlock block = resolve(range);
  const boost::json::array& rows = checked_rows(values);
  std::int64_t cells = 0, widest = 0;
  for (const auto& row : rows) widest = std::max(widest, static_cast<std::int64_t>(row.get_array().size()));
  const bool one_cell = block.first_row == block.last_row && block.first_column == block.last_column;
  if (!one_cell && (block.first_row + static_cast<std::int64_t>(rows.size()) - 1 > block.last_row))
    throw invalid("Requested writing within range [" + block.to_string() + "], but tried writing to row [" +
                  std::to_string(block.last_row + 1) + "]");
  if (!one_cell && block.first_column + widest - 1 > block.last_column)
    throw invalid("Requested writing within range [" + block.to_string() + "], but tried writing to column [" +
                  letters_of(block.last_column + 1) + "]");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto& written = rows[row].get_array();
    for (std::size_t column = 0; column < written.size(); ++column) {
      if (written[column].is_null()) continue;
      block.grid->set(block.first_row + static_cast<std::int64_t>(row), block.first_column + static_cast<std::int64_t>(column),
                      cell_of(written[column]));
      ++cells;
    }
  }
  return {{"updatedRange", block.to_string()}, {"updatedRows", rows.size()}, {"updatedColumns", widest}, {"updatedCells", cells}};
}

boost::json::object Spreadsheet::append(const std::string& range, const boost::json::value& values) {
  // The table is looked for from the bottom, and begins in the column where its last block begins: that is what makes columns drift.
  const SheetBlock block = resolve(range);
  SheetGrid& grid = *block.grid;
  std::int64_t last = static_cast<std::int64_t>(grid.cells.size());
  while (last > 0 && grid.shown_row(last).empty()) --last;
  std::int64_t column = 1;
  if (last > 0) {
    column = static_cast<std::int64_t>(grid.shown_row(last).size());
    while (column > 1 && !is_empty(grid.at(last, column - 1))) --column;
  }
  std::int64_t widest = 1;
  for (const auto& row : checked_rows(values)) widest = std::max(widest, static_cast<std::int64_t>(row.get_array().size()));
  const std::int64_t rows = static_cast<std::int64_t>(values.get_array().size());
  grid.row_count = std::max(grid.row_count, last + rows);
  const SheetBlock target{
      .grid = &grid, .first_row = last + 1, .last_row = last + rows, .first_column = column, .last_column = column + widest - 1};
  return write(target.to_string(), values);
}

std::string Spreadsheet::clear(const std::string& range) {
  const SheetBlock block = resolve(range);
  for (std::int64_t row = block.first_row;
       row <= std::min<std::int64_t>(block.last_row, static_cast<std::int64_t>(block.grid->cells.size())); ++row)
    for (std::int64_t column = block.first_column; column <= block.last_column; ++column) block.grid->set(row, column, std::monostate());
  return block.to_string();
}

void Spreadsheet::append_dimension(const boost::json::object& request) {
  SheetGrid* grid = tab_by_id(request.at("sheetId").to_number<std::int64_t>());
  const auto length = request.at("length").to_number<std::int64_t>();
  if (grid == nullptr) throw invalid("Invalid requests[0].appendDimension: No grid with id: " + std::to_string(length));
  if (length < 1) throw invalid("Invalid requests[0].appendDimension: length must be at least 1");
  std::int64_t& count = request.at("dimension").as_string() == "COLUMNS" ? grid->column_count : grid->row_count;
  const std::int64_t before = count;
  count += length;
  try {
    check_cell_count();
  } catch (const GoogleError&) {
    count = before;
    throw;
  }
}

void Spreadsheet::check_cell_count() const {
  std::int64_t cells = 0;
  for (const auto& grid : tabs_) cells += grid->row_count * grid->column_count;
  if (cells > kMostCells)
    throw invalid("This action would increase the number of cells in the workbook above the limit of 10000000 cells.");
}

}  // namespace nightporter::backoffice
