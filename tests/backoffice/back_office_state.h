#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/backoffice/accounts.h"
#include "tests/backoffice/business_data.h"
#include "tests/backoffice/fault_plan.h"

namespace nightporter::backoffice {

/// A branch and the login that sees it.
struct ShopLogin {
  Shop shop;
  std::string user_name;
  std::string password;
  std::string totp_secret;  // base32; empty: no code is asked for
};

/// What a simulated site remembers, and what a test changes: `site.change([](BackOfficeState& state) { state.books.at("north").revise(day);
/// })`. Belongs to the server's thread.
struct BackOfficeState {
  BackOfficeState(const std::vector<ShopLogin>& logins, int lock_after);

  Accounts accounts;
  std::map<std::string, Books> books;  // by shop code
  FaultPlan faults;
};

}  // namespace nightporter::backoffice
