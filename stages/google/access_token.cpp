#include "stages/google/access_token.h"

#include <curl/curl.h>

#include <boost/json/parse.hpp>
#include <cstdlib>

#include "stages/google/assertion.h"
#include "stages/google/error.h"
#include "stages/http/retry.h"

namespace nightporter::stages {

using namespace std::chrono_literals;

namespace {

constexpr auto kRenewBefore = 5min;
constexpr auto kClockMayDiffer = 2min;

std::string text_of(const boost::json::value& value, const char* key) {
  const auto* object = value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// How far our clock is from the server's, when that is far enough to matter.
std::string clock_complaint(const HttpResponse& response, std::chrono::sys_seconds now) {
  const auto date = response.header("Date");
  const std::time_t theirs = date ? curl_getdate(date->c_str(), nullptr) : -1;
  if (theirs < 0) return {};
  const auto difference = now.time_since_epoch().count() - theirs;
  if (std::abs(difference) < std::chrono::seconds(kClockMayDiffer).count()) return {};
  return "this machine's clock is " + std::to_string(std::abs(difference)) + " s " + (difference > 0 ? "ahead of" : "behind") +
         " Google's: set it right (timedatectl set-ntp true)";
}

std::string hint_for(const std::string& description, const HttpResponse& response, const std::string& client_email,
                     std::chrono::sys_seconds now) {
  if (const std::string clock = clock_complaint(response, now); !clock.empty()) return clock;
  if (description.find("account not found") != std::string::npos)
    return "the service account " + client_email + " does not exist any more; make one in the Google Cloud console and fetch its key";
  if (description.find("Signature") != std::string::npos)
    return "the key was revoked, or is another account's; fetch a new one in the Google Cloud console";
  return "look at the key file of " + client_email;
}

}  // namespace

GrantedToken read_token_answer(const HttpResponse& response, const std::string& client_email, std::chrono::sys_seconds now) {
  boost::system::error_code error;
  const auto answer = boost::json::parse(response.body, error);
  const std::string reason = error ? "" : text_of(answer, "error");
  const std::string description = error ? "" : text_of(answer, "error_description");
  if (response.status != 200)
    throw GoogleRefused({.status = response.status, .reason = reason, .retry_after = retry_after(response)},
                        "Google does not let " + client_email +
                            " in: " + (reason.empty() ? "status " + std::to_string(response.status) : reason + ", " + description),
                        hint_for(description, response, client_email, now));
  const std::string token = error ? "" : text_of(answer, "access_token");
  if (token.empty())
    throw GoogleRefused({.status = response.status, .reason = "no_access_token"},
                        "Google's answer to " + client_email + " has no access token",
                        "the scope is not one that Google knows, or something between here and Google answers in its place");
  GrantedToken granted{.token = model::Secret(token)};
  const auto* lifetime = answer.get_object().if_contains("expires_in");
  granted.good_for = std::chrono::seconds(lifetime != nullptr && lifetime->is_int64() ? lifetime->get_int64() : 0);
  return granted;
}

AccessToken::AccessToken(ServiceAccount account, std::string scope, HttpClient& http, WallClock now)
    : account_(std::move(account)), scope_(std::move(scope)), http_(http), now_(std::move(now)) {}

awaitable<model::Secret> AccessToken::get(Deadline deadline) {
  co_await fetched_.wait_until([this] { return !fetching_; }, deadline, "an access token");
  if (!token_ || now_() >= renew_at_) co_await fetch(deadline);
  co_return *token_;
}

awaitable<void> AccessToken::fetch(Deadline deadline) {
  struct Fetching {
    AccessToken& of;
    ~Fetching() {
      of.fetching_ = false;
      of.fetched_.notify_all();
    }
  } fetching{*this};
  fetching_ = true;
  token_.reset();
  const model::Secret assertion = signed_assertion(account_, scope_, now_());
  HttpRequest request{
      .method = "POST",
      .url = account_.token_uri,
      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
      .body = "grant_type=" + url_encoded("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion=" + assertion.reveal(),
      .secrets = {assertion}};
  const HttpResponse response = co_await http_.send_on_worker(std::move(request), deadline.earlier_of(30s));
  GrantedToken granted = read_token_answer(response, account_.client_email, now_());
  token_ = std::move(granted.token);
  renew_at_ = now_() + granted.good_for - kRenewBefore;
}

}  // namespace nightporter::stages
