#include "tests/backoffice/accounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "tests/backoffice/totp_check.h"

namespace nightporter::backoffice {

PasswordCheck Accounts::check_password(const std::string& user_name, const std::string& password) {
  int& refused = refused_[user_name];
  if (refused >= lock_after_) return PasswordCheck::kLocked;
  const Account* account = find(user_name);
  if (account != nullptr && account->password == password) {
    refused = 0;
    return PasswordCheck::kAccepted;
  }
  ++refused;
  return refused >= lock_after_ ? PasswordCheck::kLocked : PasswordCheck::kRefused;
}

bool Accounts::wants_code(const std::string& user_name, const std::string& device_token) const {
  const Account* account = find(user_name);
  if (account == nullptr || account->totp_secret.empty()) return false;
  const auto device = devices_.find(device_token);
  return device == devices_.end() || device->second != user_name;
}

bool Accounts::check_code(const std::string& user_name, const std::string& code) const {
  const Account* account = find(user_name);
  return account != nullptr && accepts_totp(account->totp_secret, code, std::chrono::system_clock::now());
}

std::string Accounts::remember_device(const std::string& user_name) {
  return devices_.emplace(random_token(), user_name).first->first;
}

std::string Accounts::open_session(const std::string& user_name) {
  return sessions_.emplace(random_token(), user_name).first->first;
}

const Account* Accounts::in_session(const std::string& token) const {
  const auto session = sessions_.find(token);
  return session == sessions_.end() ? nullptr : find(session->second);
}

void Accounts::change_password(const std::string& user_name, std::string password) {
  for (Account& account : accounts_)
    if (account.user_name == user_name) account.password = std::move(password);
}

const Account* Accounts::find(const std::string& user_name) const {
  const auto found = std::ranges::find(accounts_, user_name, &Account::user_name);
  return found == accounts_.end() ? nullptr : &*found;
}

std::string random_token() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

}  // namespace nightporter::backoffice
