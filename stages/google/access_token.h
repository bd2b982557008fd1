#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/async/signal.h"
#include "model/secret.h"
#include "stages/google/service_account.h"
#include "stages/http/http_client.h"

namespace nightporter::stages {

/// An access token and how long it is good for.
struct GrantedToken {
  model::Secret token;
  std::chrono::seconds good_for{0};
};

/// What the token endpoint's answer says. Throws GoogleRefused: with Google's words, with how far this machine's clock is off when that may
/// be why (by the answer's Date), and also for an answer without an access token, which an unknown scope gets.
GrantedToken read_token_answer(const HttpResponse& response, const std::string& client_email, std::chrono::sys_seconds now);

/// The access token of one service account: fetched when first needed, kept until five minutes before its end. Coroutines that ask at the
/// same time share one request. On the io_context's thread.
class AccessToken {
 public:
  using WallClock = std::function<std::chrono::sys_seconds()>;

  AccessToken(ServiceAccount account, std::string scope, HttpClient& http, WallClock now);

  /// Throws GoogleRefused, HttpFailed, BadServiceAccount.
  awaitable<model::Secret> get(Deadline deadline);
  /// After a service has refused the token: the next get() fetches another.
  void forget() { token_.reset(); }

  const std::string& client_email() const { return account_.client_email; }

 private:
  awaitable<void> fetch(Deadline deadline);

  ServiceAccount account_;
  std::string scope_;
  HttpClient& http_;
  WallClock now_;
  std::optional<model::Secret> token_;
  std::chrono::sys_seconds renew_at_{};
  bool fetching_ = false;
  Signal fetched_;
};

}  // namespace nightporter::stages
