#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "tests/backoffice/http_message.h"

namespace nightporter::backoffice {

/// Google's OAuth2 token endpoint for service accounts, with the checks of the real one in their order: structure, signature, account,
/// iat and exp, window, scope, audience. Used on its server's thread.
class TokenEndpoint {
 public:
  using Clock = std::function<std::int64_t()>;  // seconds since 1970

  explicit TokenEndpoint(Clock now) : now_(std::move(now)) {}

  /// One more `aud` that it takes besides the real endpoint's address.
  void take_audience(const std::string& audience) { audiences_.insert(audience); }

  void add_account(const std::string& client_email, const std::string& public_pem) { accounts_[client_email] = public_pem; }

  HttpResponse answer(const HttpRequest& request);

  /// Whose token it is; empty when it is none, has expired, was revoked, or is for another scope.
  std::string account_of(const std::string& token, const std::string& scope) const;
  void revoke_all() { tokens_.clear(); }
  int granted() const { return granted_; }

 private:
  struct Token {
    std::string account;
    std::string scope;
    std::int64_t good_until = 0;
  };

  std::set<std::string> audiences_{"https://oauth2.googleapis.com/token"};
  Clock now_;
  std::map<std::string, std::string> accounts_;
  std::map<std::string, Token> tokens_;
  int granted_ = 0;
};

}  // namespace nightporter::backoffice
