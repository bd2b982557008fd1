#include "tests/stages/upload/sheets_rig.h"

#include "tests/support/run_async.h"

namespace nightporter::stages::test {

using namespace std::chrono_literals;

SheetsRig::SheetsRig()
    : token_(parse_service_account(model::Secret(google.key_file()), "google.json"), SheetsApi::kScope, http_,
             [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }),
      api_(http_, token_,
           {.server = google.server(),
            .pacing = {.pause = [this](std::chrono::milliseconds wait) -> awaitable<void> {
                         waits.push_back(wait);
                         co_return;
                       },
                       .jitter = [] { return 1.0; }}}) {
  google.add_spreadsheet(kId);
}

UploadPlan SheetsRig::upload(const UploadTable& table, Beginning beginning, const std::string& tab) {
  SheetDestination destination(api_, kId, tab);
  return nightporter::test::run_async<UploadPlan>(
      [&]() -> awaitable<UploadPlan> { co_return co_await destination.bring_up_to_date(table, beginning, Deadline::after(10min)); });
}

UploadPlan SheetsRig::compare(const UploadTable& table, Beginning beginning) {
  SheetDestination destination(api_, kId, "Transaksi");
  return nightporter::test::run_async<UploadPlan>(
      [&]() -> awaitable<UploadPlan> { co_return co_await destination.compare(table, beginning, Deadline::after(10min)); });
}

std::vector<std::string> SheetsRig::rows(const std::string& tab) {
  std::vector<std::string> rows;
  google.edit(kId, [&](backoffice::Spreadsheet& sheet) {
    const backoffice::SheetGrid* grid = sheet.tab(tab);
    for (std::int64_t row = 1; grid != nullptr && row <= static_cast<std::int64_t>(grid->cells.size()); ++row) {
      std::string line;
      for (const std::string& cell : grid->shown_row(row)) line += cell + "|";
      rows.push_back(line.substr(0, line.empty() ? 0 : line.size() - 1));
    }
  });
  while (!rows.empty() && rows.back().empty()) rows.pop_back();
  return rows;
}

void SheetsRig::edit(const std::function<void(backoffice::SheetGrid&)>& work, const std::string& tab) {
  google.edit(kId, [&](backoffice::Spreadsheet& sheet) { work(*sheet.tab(tab)); });
}

UploadTable transactions(const std::string& day, int first, int count) {
  UploadTable table{.columns = {{.header = "Transaksi ID", .name = "transaksi_id", .key = true},
                                {.header = "Nama", .name = "nama"},
                                {.header = "Jumlah", .name = "jumlah", .type = model::ColumnType::kDecimal},
                                {.header = "Tanggal", .name = "tanggal", .type = model::ColumnType::kDate}}};
  for (int number = first; number < first + count; ++number)
    table.rows.push_back({"00" + std::to_string(number), "Name " + std::to_string(number), model::Decimal(number * 100 + 50, 2),
                          model::CalendarDate::parse_iso(day).value()});
  return table;
}

}  // namespace nightporter::stages::test
