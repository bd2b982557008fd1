#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/backoffice/google/a1_reference.h"
#include "tests/backoffice/google/google_error.h"
#include "tests/backoffice/google/number_format.h"

namespace nightporter::backoffice {

/// What a cell of the simulated sheet holds: nothing, a text, a number (dates are numbers), or a truth.
using SheetCell = std::variant<std::monostate, std::string, double, bool>;

/// One tab: its grid, as large as it says, and the cells.
struct SheetGrid {
  std::int64_t sheet_id = 0;
  std::string title;
  std::int64_t row_count = 1000;
  std::int64_t column_count = 26;
  std::vector<std::vector<SheetCell>> cells;  // only as far as something was written
  std::vector<NumberFormat> formats;          // a later one counts before an earlier one

  const SheetCell& at(std::int64_t row, std::int64_t column) const;  // from 1
  void set(std::int64_t row, std::int64_t column, SheetCell cell);
  /// The text of a cell as a person reads it: a serial number in a column of days is a day.
  std::string shown(std::int64_t row, std::int64_t column) const;
  /// Those of a row, without the empty ones at its end.
  std::vector<std::string> shown_row(std::int64_t row) const;
};

/// A block of a grid, all ends given.
struct SheetBlock {
  SheetGrid* grid = nullptr;
  std::int64_t first_row = 1;
  std::int64_t last_row = 1;
  std::int64_t first_column = 1;
  std::int64_t last_column = 1;

  /// "Transactions!A2:AA24", as Google gives ranges back.
  std::string to_string() const;
};

/// A spreadsheet and what Google does to it: the rules of its values and ranges, seen in recorded traffic. Throws GoogleError.
class Spreadsheet {
 public:
  explicit Spreadsheet(std::string title) : title_(std::move(title)) { add_tab("Sheet1"); }

  SheetGrid& add_tab(const std::string& title, std::int64_t rows = 1000, std::int64_t columns = 26);
  /// nullptr when there is none.
  SheetGrid* tab(std::string_view title);
  SheetGrid* tab_by_id(std::int64_t sheet_id);
  std::vector<std::unique_ptr<SheetGrid>>& tabs() { return tabs_; }
  const std::string& title() const { return title_; }

  /// "Unable to parse range: …", or "… exceeds grid limits …".
  SheetBlock resolve(const std::string& range);

  enum class Render { kUnformatted, kFormatted };
  /// A ValueRange: what is empty at the ends is left out, and `values` when nothing is there.
  boost::json::object read(const std::string& range, Render render);
  /// Writes a ValueRange; "" clears, null leaves as it is. Returns an UpdateValuesResponse without the spreadsheet's id.
  boost::json::object write(const std::string& range, const boost::json::value& values);
  boost::json::object append(const std::string& range, const boost::json::value& values);
  std::string clear(const std::string& range);

  void append_dimension(const boost::json::object& request);
  void check_cell_count() const;

 private:
  std::string title_;
  std::vector<std::unique_ptr<SheetGrid>> tabs_;
  std::int64_t next_id_ = 0;
};

}  // namespace nightporter::backoffice
