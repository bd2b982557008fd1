#include "stages/upload/sheets/sheet_writes.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "stages/upload/sheets/a1_range.h"
#include "stages/upload/sheets/sheet_value.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kMostCharacters = 50'000;
constexpr std::size_t kAroundRange = 200;  // bytes of a range's own JSON, and more

/// Collects rows into ranges of adjacent rows, and ranges into bodies.
class Bodies {
 public:
  Bodies(std::string tab, std::size_t columns, std::size_t most_bytes) : tab_(std::move(tab)), columns_(columns), most_bytes_(most_bytes) {}

  void add(std::int64_t position, boost::json::array cells) {
    const std::size_t size = boost::json::serialize(cells).size() + 1;
    const bool adjacent = !rows_.empty() && position == next_row_;
    if (!is_empty() && size_ + size + (adjacent ? 0 : kAroundRange) > most_bytes_) end_body();
    if (!rows_.empty() && position != next_row_) end_range();
    if (rows_.empty()) {
      first_row_ = position;
      size_ += kAroundRange;
    }
    rows_.push_back(std::move(cells));
    next_row_ = position + 1;
    size_ += size;
  }

  std::vector<std::string> take() {
    end_body();
    return std::move(bodies_);
  }

 private:
  bool is_empty() const { return data_.empty() && rows_.empty(); }

  void end_range() {
    if (rows_.empty()) return;
    const A1Range range{.tab = tab_, .first_row = first_row_, .last_row = next_row_ - 1, .first_column = 1, .last_column = columns_};
    data_.push_back(boost::json::object{{"range", range.to_string()}, {"majorDimension", "ROWS"}, {"values", std::move(rows_)}});
    rows_ = {};
  }

  void end_body() {
    end_range();
    if (data_.empty()) return;
    bodies_.push_back(boost::json::serialize(boost::json::object{{"valueInputOption", "RAW"}, {"data", std::move(data_)}}));
    data_ = {};
    size_ = 0;
  }

  std::string tab_;
  std::size_t columns_;
  std::size_t most_bytes_;
  std::vector<std::string> bodies_;
  boost::json::array data_;  // ranges of the body under way
  boost::json::array rows_;  // of the range under way
  std::int64_t first_row_ = 0;
  std::int64_t next_row_ = 0;
  std::size_t size_ = 0;
};

boost::json::array cells_of(const model::Row& row) {
  boost::json::array cells;
  for (const model::Cell& cell : row) cells.push_back(to_sheet_value(cell));
  return cells;
}

bool is_too_long(const std::string& text) {
  if (text.size() <= kMostCharacters) return false;
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character)) > kMostCharacters;
}

}  // namespace

std::vector<std::string> sheet_writes(const UploadTable& table, const UploadPlan& plan, const SheetPlace& place, std::size_t most_bytes) {
  Bodies bodies(place.tab, table.columns.size(), most_bytes);
  if (place.headers != HeaderRow::kComplete) {
    boost::json::array headers;
    for (const auto& column : table.columns) headers.emplace_back(column.header);
    bodies.add(1, std::move(headers));
  }
  std::vector<UploadPlan::Update> updates = plan.updates;
  std::sort(updates.begin(), updates.end(), [](const auto& a, const auto& b) { return a.position < b.position; });
  for (const auto& update : updates) bodies.add(update.position, cells_of(table.rows[update.row]));
  std::int64_t position = place.first_free_row;
  for (const std::size_t row : plan.new_rows) bodies.add(position++, cells_of(table.rows[row]));
  return bodies.take();
}

void check_cells_fit(const UploadTable& table) {
  for (const model::Row& row : table.rows)
    for (std::size_t index = 0; index < row.size(); ++index)
      if (const auto* text = std::get_if<std::string>(&row[index]); text != nullptr && is_too_long(*text))
        throw DestinationUnfit("the column \"" + table.columns[index].header + "\" of " + key_words(row, table.columns) +
                                   " has more than 50,000 characters, and a cell of a sheet holds no more",
                               "leave the column out of the recipe's table, or send this report to a database");
}

}  // namespace nightporter::stages
