#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nightporter::backoffice {

struct Account {
  std::string user_name;
  std::string password;
  std::string totp_secret;  // base32; empty: never asked for a code
  std::string shop_code;
};

enum class PasswordCheck { kAccepted, kRefused, kLocked };

/// Who may sign in to a simulated site: passwords, codes, devices that are known, sessions that are open. Belongs to the server's
/// thread.
class Accounts {
 public:
  /// An account is locked after `lock_after` wrong passwords in a row; a right one before that starts the count anew.
  Accounts(std::vector<Account> accounts, int lock_after) : accounts_(std::move(accounts)), lock_after_(lock_after) {}

  PasswordCheck check_password(const std::string& user_name, const std::string& password);
  bool wants_code(const std::string& user_name, const std::string& device_token) const;
  bool check_code(const std::string& user_name, const std::string& code) const;

  /// A token for a cookie that makes the device known from then on.
  std::string remember_device(const std::string& user_name);
  /// A token for a cookie. Each call opens a session of its own; a user may have several.
  std::string open_session(const std::string& user_name);
  void close_session(const std::string& token) { sessions_.erase(token); }
  /// The account whose session it is; nullptr when the token opens nothing (any more).
  const Account* in_session(const std::string& token) const;

  // What a test or the demo does to users.
  void expire_sessions() { sessions_.clear(); }
  void forget_devices() { devices_.clear(); }
  void unlock() { refused_.clear(); }
  void change_password(const std::string& user_name, std::string password);

  /// nullptr when there is none.
  const Account* find(const std::string& user_name) const;

 private:
  std::vector<Account> accounts_;
  int lock_after_;
  std::map<std::string, int> refused_;           // by user name
  std::map<std::string, std::string> devices_;   // token → user name
  std::map<std::string, std::string> sessions_;  // token → user name
};

/// 128 random bits in hex.
std::string random_token();

}  // namespace nightporter::backoffice
