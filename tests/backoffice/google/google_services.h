#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tests/backoffice/google/sheets_service.h"
#include "tests/backoffice/http_server.h"

namespace nightporter::backoffice {

/// What may befall a request to the simulated Google.
enum class GoogleFault {
  kUnauthenticated,   // 401
  kNotShared,         // 403
  kNotFound,          // 404
  kReadQuota,         // 429 in JSON, per user and minute
  kWriteQuota,        // the same for writes
  kSorryPage,         // 429 in HTML
  kInternal,          // 500
  kUnavailable,       // 503
  kDropped,           // the connection breaks before anything is done
  kAppliedThenLost,   // it is done, then the connection breaks
  kAppliedThenError,  // it is done, then 503
  kHeld,              // it is done when release() is called, and answered then
};

/// Google's token endpoint and Sheets on one port of this machine, with one service account that everything is shared with. A strict
/// stand-in: tests prove it with Google's own client. Functions may be called from any thread.
class GoogleServices {
 public:
  GoogleServices();
  ~GoogleServices();

  static constexpr const char* kAccount = "porter@made-up-project.iam.gserviceaccount.com";

  /// "http://127.0.0.1:40123"
  std::string server() const;
  /// The service account's key file, whose token_uri leads here.
  std::string key_file() const;
  /// What it is served by: the log of requests.
  HttpServer& http();

  /// Makes a spreadsheet with one tab, "Sheet1", shared with the account.
  void add_spreadsheet(const std::string& id, const std::string& title = "Made-up spreadsheet");
  /// A spreadsheet that nobody shared with the account.
  void add_private_spreadsheet(const std::string& id);
  /// Lets `work` look at a spreadsheet, or edit it as a person would.
  void edit(const std::string& id, const std::function<void(Spreadsheet&)>& work);

  /// The next `count` requests whose method and target contain these texts get the fault. Faults wait in a row.
  void inject(GoogleFault fault, std::string method, std::string part_of_target, int count = 1);
  /// Runs `work` just before the next such request is answered: as somebody who edits at that moment.
  void before(std::string method, std::string part_of_target, std::function<void(Spreadsheet&)> work, std::string id);
  void release();

  /// Makes the tokens that were given out worthless.
  void revoke_tokens();
  int tokens_granted() const;
  void set_clock_ahead(std::int64_t seconds);
  /// Requests that must never come: append and clear.
  std::size_t forbidden_calls() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::backoffice
