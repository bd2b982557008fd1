#pragma once

#include <string>
#include <vector>

#include "stages/upload/sheets/sheet_destination.h"
#include "tests/backoffice/google/google_services.h"

namespace nightporter::stages::test {

/// A spreadsheet at the simulated Google and our way to it. Waits between attempts pass at once and are remembered.
class SheetsRig {
 public:
  static constexpr const char* kId = "1AbCdEf";

  SheetsRig();

  UploadPlan upload(const UploadTable& table, Beginning beginning = Beginning::kMayBeEmpty, const std::string& tab = "Transaksi");
  UploadPlan compare(const UploadTable& table, Beginning beginning = Beginning::kMayBeEmpty);

  /// The tab's rows as a person sees them, cells joined with "|".
  std::vector<std::string> rows(const std::string& tab = "Transaksi");
  void edit(const std::function<void(backoffice::SheetGrid&)>& work, const std::string& tab = "Transaksi");
  std::size_t writes() const { return google.http().count_requests("POST", "/v4/*"); }

  mutable backoffice::GoogleServices google;
  std::vector<std::chrono::milliseconds> waits;

 private:
  HttpClient http_;
  AccessToken token_;
  SheetsApi api_;
};

/// Rows "id, name, amount, day" of one day.
UploadTable transactions(const std::string& day, int first, int count);

}  // namespace nightporter::stages::test
