#include "stages/run/load_collected.h"

#include <system_error>

#include "stages/error.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

LoadOutcome load_collected(storage::Database& database, const sites::Recipe& recipe, const model::Store& store,
                           const CollectedReportFile& file, AfterLoad after, std::function<void()> before_commit) {
  storage::RunLedger ledger(database);
  const auto row = ledger.download(file.download);
  const sites::Report* report = row ? recipe.find_report(row->of.report) : nullptr;
  if (report == nullptr)
    throw Error("the collected file " + file.path.string() + " is of a report that the recipe " + recipe.file + " does not have",
                "put the report back into the recipe, or delete the file");
  const auto variables = sites::Variables::of_store(store).with_period(file.period);
  LoadOutcome loaded = load_file(database, {.download = file.download,
                                            .file = file.path,
                                            .mapping = report->table,
                                            .checks = report->table_checks(variables),
                                            .marker = file.empty_confirmed ? EmptyMarker::kSeen : EmptyMarker::kNotSeen,
                                            .time_zone = recipe.time_zone,
                                            .before_commit = std::move(before_commit)});
  if (loaded.good() && after == AfterLoad::kDeleteFile) {
    std::error_code ignored;
    if (std::filesystem::remove(file.path, ignored)) ledger.mark_file_deleted(file.download, storage::now());
  }
  return loaded;
}

}  // namespace nightporter::stages
