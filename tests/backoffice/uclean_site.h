#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/backoffice/back_office_state.h"
#include "tests/backoffice/http_server.h"

namespace nightporter::backoffice {

/// Sector 56 and Sushant Lok 1; both ask unknown devices for a one-time code. User names are e-mail addresses.
std::vector<ShopLogin> uclean_logins();

/// The GST report: one invoice for each order that was not cancelled, tax at 18 % taken out of what was paid; no totals row.
ExportTable uclean_gst_table(const Books& books, model::Period period);

struct UCleanOptions {
  std::uint16_t port = 0;
  std::vector<ShopLogin> logins = uclean_logins();
  int lock_after = 5;
};

/// UClean's store app: a log-in page and a dashboard that fetch from a JSON API, which wants the session cookie and the CSRF token of
/// that session in the header X-CSRF-TOKEN. The GST report is had by GET in Sector 56 and by POST in Sushant Lok 1; the other
/// store's way is refused. Runs from construction to destruction.
class UCleanSite {
 public:
  explicit UCleanSite(UCleanOptions options = {});
  ~UCleanSite();

  HttpServer& server();
  std::string origin();  // stands for https://store.ucleanlaundry.com

  /// Changes or reads users, books and faults between two requests; exceptions pass through. The report is called "gst".
  void change(std::function<void(BackOfficeState&)> change);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::backoffice
