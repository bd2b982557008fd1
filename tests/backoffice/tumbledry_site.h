#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/backoffice/back_office_state.h"
#include "tests/backoffice/http_server.h"

namespace nightporter::backoffice {

/// Uttam Nagar (a668) and Kirti Nagar (a817); both ask unknown devices for a one-time password.
std::vector<ShopLogin> tumbledry_logins();

/// The order report's columns, dates as text, with a totals row.
ExportTable tumbledry_orders_table(const Books& books, model::Period period);

struct TumbleDryOptions {
  enum class Export { kXlsx, kHtmlXls };
  enum class EmptySearch { kExportsHeader, kHasNoButton };

  std::uint16_t subs_port = 0;
  std::uint16_t reports_port = 0;
  std::vector<ShopLogin> logins = tumbledry_logins();
  int lock_after = 5;
  Export export_as = Export::kXlsx;
  EmptySearch empty_search = EmptySearch::kExportsHeader;
  std::chrono::milliseconds search_takes{30};  // the loading indicator shows that long
};

/// TumbleDry as its store managers see it: ASP.NET pages with view state at `/<code>` on one origin, and a reports app on another
/// that shows the orders of the tenant whose page was opened last. Searching is an asynchronous post-back; exporting a synchronous
/// one that gives the period last searched. Runs from construction to destruction.
class TumbleDrySite {
 public:
  explicit TumbleDrySite(TumbleDryOptions options = {});
  ~TumbleDrySite();

  HttpServer& server();
  std::string subs_origin();     // stands for https://subs.quickdrycleaning.com
  std::string reports_origin();  // stands for https://reports.quickdrycleaning.com

  /// Changes or reads users, books and faults between two requests; exceptions pass through. The report is called "order_report".
  void change(std::function<void(BackOfficeState&)> change);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::backoffice
