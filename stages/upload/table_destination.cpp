#include "stages/upload/table_destination.h"

#include <stdexcept>

#include "cdp/async/on_worker.h"
#include "stages/upload/error.h"
#include "storage/outside_table.h"

namespace nightporter::stages {

namespace {

std::vector<ExistingRow> existing_rows(storage::OutsideTable& table) {
  std::vector<ExistingRow> rows;
  for (storage::OutsideTable::Row& row : table.rows()) rows.push_back({.position = row.row_id, .cells = std::move(row.cells)});
  return rows;
}

void write(storage::OutsideTable& outside, const UploadTable& table, const UploadPlan& plan) {
  for (const auto& update : plan.updates) outside.update(update.position, table.rows[update.row]);
  for (const std::size_t row : plan.new_rows) outside.insert(table.rows[row]);
}

}  // namespace

awaitable<UploadPlan> TableDestination::compare(const UploadTable& table, Beginning beginning, Deadline) {
  co_return co_await on_worker([&] { return work(table, beginning, Aim::kCompare); });
}

awaitable<UploadPlan> TableDestination::bring_up_to_date(const UploadTable& table, Beginning beginning, Deadline) {
  co_return co_await on_worker([&] { return work(table, beginning, Aim::kWrite); });
}

UploadPlan TableDestination::work(const UploadTable& table, Beginning beginning, Aim aim) const {
  if (aim == Aim::kCompare && !std::filesystem::exists(file_)) return plan_upload(table, {});
  if (beginning == Beginning::kWasFilled && !std::filesystem::exists(file_))
    throw DestinationUnfit(file_.string() + " is gone, though rows were uploaded there",
                           "put the file back; `nightporter upload` makes a new one with all rows");
  storage::OutsideTable outside(file_, table_, table.columns);
  const auto present = existing_rows(outside);
  if (beginning == Beginning::kWasFilled && present.empty())
    throw DestinationUnfit(label() + " is empty, though rows were uploaded there", "`nightporter upload` writes all rows again");
  UploadPlan plan = plan_upload(table, present);
  if (aim == Aim::kCompare) return plan;  // what was made for looking is rolled back
  try {
    write(outside, table, plan);
  } catch (const std::out_of_range& error) {
    throw DestinationUnfit(label() + ": " + error.what(), "a number that is only a name of something is better declared as `type: text`");
  }
  if (!plan_upload(table, existing_rows(outside)).nothing_to_do())
    throw NotVerified("what was written to " + label() + " does not come back as it was written",
                      "look whether a column of that table has another type or a trigger; nothing was changed");
  outside.commit();
  return plan;
}

}  // namespace nightporter::stages
