#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/backoffice/back_office_state.h"
#include "tests/backoffice/http_server.h"

namespace nightporter::backoffice {

/// North Gate and Harbour Street, as `nightporter demo` shows them; both ask unknown devices for a code.
std::vector<ShopLogin> demo_logins();

struct DemoOptions {
  std::uint16_t port = 0;
  std::vector<ShopLogin> logins = demo_logins();
  int lock_after = 5;  // wrong passwords in a row
};

/// "Lantern Laundry", the back office of `nightporter demo` and of the end-to-end tests: sign-in with password and, on an unknown
/// device, a code; three reports. Orders are an .xlsx behind a form with date inputs, payments an HTML table called .xls behind a
/// form that posts, customers a CSV behind a link. Runs from construction to destruction.
class DemoBackOffice {
 public:
  explicit DemoBackOffice(DemoOptions options = {});
  ~DemoBackOffice();

  HttpServer& server();
  const HttpServer& server() const;
  /// "http://127.0.0.1:40123": what the recipe's origin is sent to.
  std::string origin() const;

  /// Changes or reads users, books and faults between two requests; exceptions pass through.
  void change(std::function<void(BackOfficeState&)> change);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::backoffice
