#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/cell.h"

namespace nightporter::backoffice {

/// A report as a back office exports it: what all writers write. `totals`, when there are any, are the last row.
struct ExportTable {
  std::string title;
  std::vector<std::string> headers;
  std::vector<model::Row> rows;
  std::optional<model::Row> totals;
};

/// Sums the columns whose cells are numbers into a totals row with `label` in the first column.
model::Row totals_of(const ExportTable& table, std::string label);

/// A true .xlsx with dates and amounts as numbers. The same table gives the same bytes.
std::string to_xlsx(const ExportTable& table);

/// What many sites call .xls: an HTML page with one table, dates as dd/MM/yyyy and amounts as "1,23,456.50". Rows that span the
/// table's width stand above the header: the title and each of `captions`.
std::string to_html_xls(const ExportTable& table, const std::vector<std::string>& captions);

/// Comma-separated, quoted where needed, CRLF, dates as dd-MM-yyyy, amounts as 123456.50, in UTF-8 with a byte order mark.
std::string to_csv(const ExportTable& table);

/// "12/11/2025" with '/'.
std::string day_first(model::CalendarDate date, char separator);
/// Reads "12/11/2025"; nullopt for anything else.
std::optional<model::CalendarDate> parse_day_first(std::string_view text);
/// "123456.50": always two digits after the point.
std::string paise(model::Decimal amount);
/// "1,23,456.50"
std::string indian_amount(model::Decimal amount);
/// A cell as pages show it: dates day first with '/', amounts in Indian groups.
std::string shown(const model::Cell& cell);

}  // namespace nightporter::backoffice
