#include "stages/upload/sheets/sheet_destination.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <optional>

#include "stages/upload/sheets/sheet_value.h"
#include "stages/upload/sheets/sheet_writes.h"

namespace nightporter::stages {

namespace {

constexpr std::int64_t kCellsAtOnce = 400'000;  // of one read; about 8 MB
constexpr std::int64_t kFewestColumns = 26;     // of a new tab, as Google makes it
constexpr std::int64_t kFewestRows = 1000;

UploadTable as_kept(const UploadTable& table) {
  UploadTable kept{.columns = table.columns, .rows = table.rows};
  for (model::Row& row : kept.rows)
    for (std::size_t index = 0; index < row.size(); ++index) row[index] = as_kept_in_sheet(row[index], table.columns[index].type);
  return kept;
}

/// Serials look like numbers until the column is told that they are dates.
void add_date_formats(boost::json::array& requests, const UploadTable& table, const SheetTab& tab, std::int64_t first_row) {
  for (std::size_t index = 0; index < table.columns.size(); ++index) {
    const model::ColumnType type = table.columns[index].type;
    if (type != model::ColumnType::kDate && type != model::ColumnType::kDateTime) continue;
    const bool date = type == model::ColumnType::kDate;
    const boost::json::object format{{"type", date ? "DATE" : "DATE_TIME"}, {"pattern", date ? "yyyy-mm-dd" : "yyyy-mm-dd hh:mm:ss"}};
    requests.push_back(boost::json::object{
        {"repeatCell",
         boost::json::object{
             {"range",
              boost::json::object{
                  {"sheetId", tab.sheet_id}, {"startRowIndex", first_row - 1}, {"startColumnIndex", index}, {"endColumnIndex", index + 1}}},
             {"cell", boost::json::object{{"userEnteredFormat", boost::json::object{{"numberFormat", format}}}}},
             {"fields", "userEnteredFormat.numberFormat"}}}});
  }
}

boost::json::object append_dimension(const SheetTab& tab, const char* dimension, std::int64_t length) {
  return {{"appendDimension", boost::json::object{{"sheetId", tab.sheet_id}, {"dimension", dimension}, {"length", length}}}};
}

std::string describe_first_difference(const UploadTable& table, const UploadPlan& plan) {
  if (!plan.updates.empty()) {
    const auto& update = plan.updates.front();
    const std::size_t column = update.columns.front();
    return "row " + std::to_string(update.position) + ", \"" + table.columns[column].header + "\" (" +
           key_words(table.rows[update.row], table.columns) + ") says \"" + model::to_text(update.old_cells[column]) + "\" where \"" +
           model::to_text(table.rows[update.row][column]) + "\" was written";
  }
  if (!plan.new_rows.empty()) return key_words(table.rows[plan.new_rows.front()], table.columns) + " is not there";
  return "the headers are not there";
}

}  // namespace

std::string SheetDestination::label() const {
  return "the tab " + quoted_tab(tab_) + " of the spreadsheet " + spreadsheet_;
}

awaitable<UploadPlan> SheetDestination::compare(const UploadTable& table, Beginning beginning, Deadline deadline) {
  const Look seen = co_await look(table, beginning, deadline);
  co_return plan_upload(as_kept(table), seen.content.rows);
}

awaitable<UploadPlan> SheetDestination::bring_up_to_date(const UploadTable& table, Beginning beginning, Deadline deadline) {
  check_cells_fit(table);
  const UploadTable kept = as_kept(table);
  std::optional<UploadPlan> first;
  bool written = false;
  for (int attempt = 1;;) {
    Look seen = co_await look(table, beginning, deadline);
    UploadPlan plan = plan_upload(kept, seen.content.rows);
    if (!first) first = plan;
    if (plan.nothing_to_do() && seen.content.headers == HeaderRow::kComplete) co_return *std::move(first);
    if (written)
      throw NotVerified("what was written to " + label() + " is not what is there: " + describe_first_difference(kept, plan),
                        "somebody may have edited or sorted the sheet at this moment; the next run looks again and mends it");
    std::exception_ptr failure;
    try {
      written = co_await write(table, std::move(plan), std::move(seen), deadline);
    } catch (...) {
      failure = std::current_exception();
    }
    // Whether a write without an answer was done is seen by looking again.
    if (failure && !co_await api_.pause_after(failure, attempt++, deadline)) std::rethrow_exception(failure);
  }
}

awaitable<SheetDestination::Look> SheetDestination::look(const UploadTable& table, Beginning beginning, Deadline deadline) {
  Look seen;
  std::string titles;
  for (SheetTab& tab : co_await api_.tabs(spreadsheet_, deadline)) {
    titles += (titles.empty() ? "" : ", ") + quoted_tab(tab.title);
    if (tab.title != tab_) continue;
    seen.tab = std::move(tab);
    seen.exists = true;
  }
  if (!seen.exists && beginning == Beginning::kWasFilled)
    throw DestinationUnfit(label() + " is gone, though rows were uploaded there; the tabs are " + titles,
                           "give the tab its name back, or write the new one into nightporter.yaml; `nightporter upload` fills a new tab");
  if (seen.exists && !seen.tab.is_grid)
    throw DestinationUnfit(label() + " is not a sheet of cells", "name another tab in nightporter.yaml");
  SheetReader reader(table.columns, tab_);
  const std::int64_t rows_at_once = std::max<std::int64_t>(1000, kCellsAtOnce / std::max<std::int64_t>(1, seen.tab.columns));
  for (std::int64_t row = 1; row <= seen.tab.rows; row += rows_at_once) {
    const A1Range range{.tab = tab_,
                        .first_row = row,
                        .last_row = std::min(seen.tab.rows, row + rows_at_once - 1),
                        .first_column = 1,
                        .last_column = static_cast<std::size_t>(seen.tab.columns)};
    reader.take(row, co_await api_.values(spreadsheet_, range, deadline));
  }
  seen.content = reader.finish();
  if (seen.exists && seen.content.last_used_row == 0 && beginning == Beginning::kWasFilled)
    throw DestinationUnfit(label() + " is empty, though rows were uploaded there",
                           "look into the sheet's version history; `nightporter upload` writes all rows again");
  co_return seen;
}

/// True when values were written; false when only room was made, and one must look again.
awaitable<bool> SheetDestination::write(const UploadTable& table, UploadPlan plan, Look look, Deadline deadline) {
  const SheetPlace place{
      .tab = tab_, .headers = look.content.headers, .first_free_row = std::max<std::int64_t>(1, look.content.last_used_row) + 1};
  const std::int64_t rows = place.first_free_row - 1 + static_cast<std::int64_t>(plan.new_rows.size());
  const bool exists = look.exists;
  co_await make_room(table, rows, std::move(look), deadline);
  if (!exists) co_return false;
  for (std::string& body : sheet_writes(table, plan, place)) co_await api_.write_values(spreadsheet_, std::move(body), deadline);
  co_return true;
}

/// A write past the grid is refused, so the grid is made to fit first.
awaitable<void> SheetDestination::make_room(const UploadTable& table, std::int64_t rows, Look look, Deadline deadline) {
  boost::json::array requests;
  const auto columns = static_cast<std::int64_t>(table.columns.size());
  if (!look.exists) {
    const boost::json::object grid{{"rowCount", std::max(rows, kFewestRows)}, {"columnCount", std::max(columns, kFewestColumns)}};
    requests.push_back(boost::json::object{
        {"addSheet", boost::json::object{{"properties", boost::json::object{{"title", tab_}, {"gridProperties", grid}}}}}});
  } else {
    if (rows > look.tab.rows) requests.push_back(append_dimension(look.tab, "ROWS", rows - look.tab.rows));
    if (columns > look.tab.columns) requests.push_back(append_dimension(look.tab, "COLUMNS", columns - look.tab.columns));
    if (look.content.headers != HeaderRow::kComplete)
      add_date_formats(requests, table, look.tab, 2);
    else if (rows > look.tab.rows)
      add_date_formats(requests, table, look.tab, look.tab.rows + 1);
  }
  if (!requests.empty()) co_await api_.change(spreadsheet_, std::move(requests), deadline);
}

}  // namespace nightporter::stages
