#include "stages/run/load_collected.h"

#include <system_error>

#include "stages/error.h"
#include "stages/load/checked_file.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

namespace {

/// A load, and what must be known before its file is read.
struct PreparedLoad {
  LoadRequest request;
  LoadBasis basis;
};

PreparedLoad prepare(storage::Database& database, const sites::Recipe& recipe, const model::Store& store, const CollectedReportFile& file,
                     std::function<void()> before_commit) {
  auto row = storage::RunLedger(database).download(file.download);
  const sites::Report* report = row ? recipe.find_report(row->of.report) : nullptr;
  if (report == nullptr)
    throw Error("the collected file " + file.path.string() + " is of a report that the recipe " + recipe.file + " does not have",
                "put the report back into the recipe, or delete the file");
  PreparedLoad load{.request = load_request(recipe, *report, store, *row)};
  load.request.file = file.path;
  load.request.before_commit = std::move(before_commit);
  load.basis = basis_of(database, load.request);
  return load;
}

LoadOutcome finish(storage::Database& database, const PreparedLoad& load, CheckedFile file, AfterLoad after) {
  LoadOutcome loaded = load_checked(database, load.request, std::move(file));
  if (loaded.good() && after == AfterLoad::kDeleteFile) {
    std::error_code ignored;
    if (std::filesystem::remove(load.request.file, ignored))
      storage::RunLedger(database).mark_file_deleted(load.request.download, storage::now());
  }
  return loaded;
}

}  // namespace

LoadRequest load_request(const sites::Recipe& recipe, const sites::Report& report, const model::Store& store,
                         const storage::Download& row) {
  const auto variables = sites::Variables::of_store(store).with_period(row.period);
  return {.download = row.id,
          .file = row.path,
          .mapping = report.table,
          .checks = report.table_checks(variables),
          .marker = row.empty_confirmed ? EmptyMarker::kSeen : EmptyMarker::kNotSeen,
          .time_zone = recipe.time_zone,
          .unfinished_from = sites::business_day(recipe, row.started_at)};
}

LoadOutcome load_collected(storage::Database& database, const sites::Recipe& recipe, const model::Store& store,
                           const CollectedReportFile& file, AfterLoad after, std::function<void()> before_commit) {
  const PreparedLoad load = prepare(database, recipe, store, file, std::move(before_commit));
  return finish(database, load, read_and_check(load.basis, load.request), after);
}

awaitable<LoadOutcome> load_collected(DatabaseAccess& database, const sites::Recipe& recipe, const model::Store& store,
                                      CollectedReportFile file, AfterLoad after, std::function<void()> before_commit) {
  const PreparedLoad load =
      co_await database.use([&](storage::Database& opened) { return prepare(opened, recipe, store, file, std::move(before_commit)); });
  CheckedFile checked = co_await database.work_beside([&] { return read_and_check(load.basis, load.request); });
  co_return co_await database.use([&](storage::Database& opened) { return finish(opened, load, std::move(checked), after); });
}

}  // namespace nightporter::stages
