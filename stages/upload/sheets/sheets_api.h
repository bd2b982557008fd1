#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "stages/google/access_token.h"
#include "stages/http/http_client.h"
#include "stages/http/pacing.h"
#include "stages/http/quota_bucket.h"
#include "stages/upload/sheets/a1_range.h"

namespace nightporter::stages {

/// A tab of a spreadsheet and the size of its grid.
struct SheetTab {
  std::int64_t sheet_id = 0;
  std::string title;
  bool is_grid = true;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};

/// The few calls of Google Sheets API v4 that we make, kept below its requests a minute. Reads are tried again by themselves; a write is
/// sent once, for after a lost answer one must look before writing again. Never `append`, which shifts columns and doubles rows, and never
/// `clear`. One call at a time, on the io_context's thread. Calls throw GoogleRefused and HttpFailed.
class SheetsApi {
 public:
  static constexpr const char* kScope = "https://www.googleapis.com/auth/spreadsheets";
  static constexpr const char* kServer = "https://sheets.googleapis.com";

  struct Settings {
    std::string server = kServer;
    Pacing pacing = Pacing::real();
  };

  /// The client and the token must outlive it.
  SheetsApi(HttpClient& http, AccessToken& token, Settings settings);

  awaitable<std::vector<SheetTab>> tabs(std::string spreadsheet, Deadline deadline);
  /// The range's values, unformatted, dates as serials: an array of rows, each an array; what is empty at the end of a row or of the range
  /// is absent.
  awaitable<boost::json::array> values(std::string spreadsheet, A1Range range, Deadline deadline);

  /// values:batchUpdate with this body. Once.
  awaitable<void> write_values(std::string spreadsheet, std::string body, Deadline deadline);
  /// batchUpdate with these requests. Once.
  awaitable<void> change(std::string spreadsheet, boost::json::array requests, Deadline deadline);

  /// Waits as the failure of the `attempt`th attempt asks for; false when trying again cannot help, or not within the deadline.
  awaitable<bool> pause_after(std::exception_ptr failure, int attempt, Deadline deadline);

 private:
  awaitable<boost::json::value> read(std::string url, std::string doing, Deadline deadline);
  awaitable<boost::json::value> send_once(HttpRequest request, QuotaBucket& bucket, std::string doing, Deadline deadline);
  std::string url_of(const std::string& spreadsheet, const std::string& rest) const;

  HttpClient& http_;
  AccessToken& token_;
  Settings settings_;
  QuotaBucket reads_{50, 20};
  QuotaBucket writes_{50, 20};
};

}  // namespace nightporter::stages
