#include "tests/backoffice/back_office_state.h"

namespace nightporter::backoffice {

namespace {
std::vector<Account> accounts_of(const std::vector<ShopLogin>& logins) {
  std::vector<Account> accounts;
  for (const ShopLogin& login : logins) accounts.push_back({login.user_name, login.password, login.totp_secret, login.shop.code});
  return accounts;
}
}  // namespace

BackOfficeState::BackOfficeState(const std::vector<ShopLogin>& logins, int lock_after) : accounts(accounts_of(logins), lock_after) {
  for (const ShopLogin& login : logins) books.emplace(login.shop.code, Books(login.shop));
}

}  // namespace nightporter::backoffice
