#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "tests/backoffice/back_office_state.h"
#include "tests/backoffice/http_server.h"
#include "tests/backoffice/rewards_books.h"

namespace nightporter::backoffice {

/// The one login of the rewards back office; it is never asked for a code.
ShopLogin andalan_login();

/// What the rewards back office remembers, and what a test changes. Belongs to the server's thread. The reports are called
/// "transactions", "point_transactions", "users" and "coin_payments".
struct AndalanState {
  Accounts accounts;
  RewardsBooks books;
  FaultPlan faults;
  std::set<std::string> ends_session;  // reports whose page ends the session the next time that it is opened
  int failing_logins = 0;              // so many of the next logins are answered with 503
};

struct AndalanOptions {
  std::uint16_t port = 0;
  ShopLogin login = andalan_login();
  int lock_after = 5;
};

/// The rewards back office as its clerks see it: a login with e-mail and password and a hidden token, four pages with a period and an
/// export, the data of the period fetched by script while "Sedang memproses..." shows, and a way out. The transactions' dates are typed
/// as DD/MM/YYYY, and a script listens to the keys; the others are <input type=date>. Runs from construction to destruction.
class AndalanSite {
 public:
  explicit AndalanSite(AndalanOptions options = {});
  ~AndalanSite();

  HttpServer& server();
  std::string origin() const;  // stands for https://backend.andalanatk.com

  /// Changes or reads users, books and faults between two requests; exceptions pass through.
  void change(std::function<void(AndalanState&)> change);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::backoffice
