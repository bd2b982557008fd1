#pragma once

#include <memory>
#include <string>
#include <vector>

#include "stages/upload/destination.h"
#include "stages/upload/sheets/sheet_content.h"
#include "stages/upload/sheets/sheets_api.h"

namespace nightporter::stages {

/// A tab of a Google spreadsheet. Our columns stand from column A on, headers in row 1; columns to the right are people's and are never
/// touched. People may sort, filter and insert rows. A tab that is missing is made at the first upload.
///
/// It reads all, compares, writes explicit ranges, and reads again until nothing is left to do. So a lost answer does no harm: what was
/// written is found at the next look.
class SheetDestination : public Destination {
 public:
  /// `api` must outlive it.
  SheetDestination(SheetsApi& api, std::string spreadsheet, std::string tab)
      : api_(api), spreadsheet_(std::move(spreadsheet)), tab_(std::move(tab)) {}

  Wants wants() const override { return Wants::kChanged; }
  std::string label() const override;
  awaitable<UploadPlan> compare(const UploadTable& table, Beginning beginning, Deadline deadline) override;
  awaitable<UploadPlan> bring_up_to_date(const UploadTable& table, Beginning beginning, Deadline deadline) override;

 private:
  struct Look {
    SheetTab tab;
    bool exists = false;
    SheetContent content;
  };

  awaitable<Look> look(const UploadTable& table, Beginning beginning, Deadline deadline);
  awaitable<bool> write(const UploadTable& table, UploadPlan plan, Look look, Deadline deadline);
  awaitable<void> make_room(const UploadTable& table, std::int64_t rows, Look look, Deadline deadline);

  SheetsApi& api_;
  std::string spreadsheet_;
  std::string tab_;
};

}  // namespace nightporter::stages
