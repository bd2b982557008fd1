#include "stages/run/compare_report.h"

#include <algorithm>
#include <system_error>

#include "cdp/async/on_worker.h"
#include "engine/download/publish.h"
#include "engine/process/temp_directory.h"
#include "stages/collect/store_session.h"
#include "stages/load/checked_file.h"
#include "stages/run/load_collected.h"

namespace nightporter::stages {

namespace {

/// The row that the ledger would have of it.
storage::Download row_of(const engine::PublishedFile& file, const sites::FetchedDownload& fetched) {
  return {.period = fetched.period,
          .file_name = file.path.filename(),
          .path = file.path,
          .size_bytes = static_cast<std::int64_t>(file.digest.size_bytes),
          .hash = {.md5 = file.digest.md5, .sha256 = file.digest.sha256},
          .empty_confirmed = fetched.page_showed_empty_marker};
}

awaitable<LoadOutcome> look_at(LoadRequest request, storage::Download row, DatabaseAccess& database) {
  request.mode = LoadMode::kDryRun;
  const LoadBasis basis = co_await database.use([&](storage::Database& opened) { return basis_of(opened, request, std::move(row)); });
  CheckedFile checked = co_await database.work_beside([&] { return read_and_check(basis, request); });
  co_return co_await database.use([&](storage::Database& opened) { return load_checked(opened, request, std::move(checked)); });
}

}  // namespace

awaitable<ComparedReport> compare_report(StoreSession& session, const sites::Recipe& recipe, const sites::Report& report,
                                         model::Period period, const model::RunId& run, DatabaseAccess& database, Deadline deadline) {
  const storage::TimePoint started_at = storage::now();
  const model::Store& store = session.store();
  const sites::ReportFiles fetched = co_await session.run_report(report.name, period, deadline);
  const engine::TempDirectory folder;
  ComparedReport compared;
  for (const sites::FetchedDownload& download : fetched.files) {
    const std::string name = sites::file_name_for(recipe, report, store, download.period, download.type);
    const auto file = co_await on_worker([&] { return engine::publish(download.file, folder.path(), name, engine::NameTaken::kKeepBoth); });
    storage::Download row = row_of(file, download);
    row.run = run;
    row.of = {.site = store.site, .store = store.code, .report = report.name};
    row.started_at = started_at;
    row.file_count = static_cast<int>(std::ranges::count(fetched.files, download.period, &sites::FetchedDownload::period));
    LoadRequest request = load_request(recipe, report, store, row);
    compared.names.push_back(row.file_name);
    compared.outcomes.push_back(co_await look_at(std::move(request), std::move(row), database));
  }
  for (const sites::DayWithoutFile& day : fetched.days_without_file)
    if (!day.page_showed_empty_marker) compared.unexplained.push_back(day.day);
  co_return compared;
}

}  // namespace nightporter::stages
