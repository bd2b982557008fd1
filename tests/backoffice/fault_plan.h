#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "model/period.h"
#include "tests/backoffice/export_table.h"
#include "tests/backoffice/http_server.h"

namespace nightporter::backoffice {

/// What can be wrong with an export.
enum class Fault {
  kServerError,      // 500 with an error page
  kCutShort,         // Content-Length of the whole file, half of it, then the connection is gone
  kLoginPage,        // a redirect to the login page, as if the session had expired
  kLoginPageAsFile,  // the login page under the name and type of the file
  kZeroBytes,        // a file without a byte
  kHeaderOnly,       // no rows, although the page shows some
  kNoRecords,        // the page says "No records found", and the file has no rows
  kWrongPeriod,      // the rows of the days before the asked ones
  kRenamedColumn,    // the first column of amounts has another name
  kRenamedButton,    // the button says "Download report", not "Export"
};

/// Which faults a simulated site has at the moment. Belongs to the server's thread.
class FaultPlan {
 public:
  static constexpr int kAlways = 1'000'000;

  /// The next `times` exports of `report` ("": of any) have the fault.
  void inject(Fault fault, int times = kAlways, std::string report = "");
  /// Every export waits that long before it is answered.
  void slow_exports(std::chrono::milliseconds by) { slow_by_ = by; }
  /// Every export waits for `latch`.
  void hold_exports(Latch latch) { hold_ = std::move(latch); }
  /// From now on nothing is wrong.
  void clear() { *this = FaultPlan(); }

  /// Whether the fault is to come: for pages, which show what the export will be.
  bool is_planned(Fault fault, const std::string& report) const;
  /// The same, and counts it as done: for exports.
  bool strikes(Fault fault, const std::string& report);

  /// The period whose rows an export gives when asked for `period`.
  model::Period period_given(model::Period period, const std::string& report);
  /// Changes an export's table as planned.
  void spoil(ExportTable& table, const std::string& report);
  /// Answers with the file, or as planned. `login_page` is the site's, at `login_url`.
  awaitable<void> answer(HttpExchange& exchange, std::string report, HttpResponse file, HttpResponse login_page, std::string login_url);

 private:
  struct Entry {
    Fault fault;
    int times;
    std::string report;
  };
  std::vector<Entry> entries_;
  std::chrono::milliseconds slow_by_{0};
  std::optional<Latch> hold_;
};

}  // namespace nightporter::backoffice
