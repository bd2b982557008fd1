#include "tests/backoffice/google/token_endpoint.h"

#include <algorithm>
#include <boost/beast/core/detail/base64.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <sstream>

#include "tests/backoffice/google/google_error.h"
#include "tests/backoffice/google/service_account_key.h"

namespace nightporter::backoffice {

namespace {

constexpr std::int64_t kSkew = 600;
constexpr std::int64_t kLongest = 3600;
constexpr std::int64_t kOldest = 5400;  // 3600 s past was seen accepted, 7200 s refused
const std::set<std::string> kScopes{"https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/spreadsheets.readonly",
                                    "https://www.googleapis.com/auth/drive", "https://www.googleapis.com/auth/datastore"};

std::optional<std::string> from_base64url(std::string text) {
  if (text.find_first_of("+/=") != std::string::npos) return std::nullopt;
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text += '=';
  std::string bytes(text.size(), '\0');
  const auto [written, read] = boost::beast::detail::base64::decode(bytes.data(), text.data(), text.size());
  if (text.find_first_not_of('=', read) != std::string::npos) return std::nullopt;
  bytes.resize(written);
  return bytes;
}

struct Assertion {
  std::string signed_part;
  std::string signature;
  boost::json::object header;
  boost::json::object claims;
};

std::optional<Assertion> decode(const std::string& text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string::npos ? first : text.find('.', first + 1);
  if (second == std::string::npos || text.find('.', second + 1) != std::string::npos) return std::nullopt;
  const auto header = from_base64url(text.substr(0, first));
  const auto claims = from_base64url(text.substr(first + 1, second - first - 1));
  const auto signature = from_base64url(text.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  boost::system::error_code bad_header, bad_claims;
  const auto header_value = boost::json::parse(*header, bad_header);
  const auto claims_value = boost::json::parse(*claims, bad_claims);
  if (bad_header || bad_claims || !header_value.is_object() || !claims_value.is_object()) return std::nullopt;
  return Assertion{.signed_part = text.substr(0, second),
                   .signature = *signature,
                   .header = header_value.get_object(),
                   .claims = claims_value.get_object()};
}

std::string text_of(const boost::json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> number_of(const boost::json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<std::int64_t>()) : std::nullopt;
}

bool knows_all(const std::string& scopes) {
  std::istringstream words(scopes);
  for (std::string scope; words >> scope;)
    if (!kScopes.contains(scope)) return false;
  return true;
}

}  // namespace

HttpResponse TokenEndpoint::answer(const HttpRequest& request) {
  if (request.form.value("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer")
    return oauth_error("unsupported_grant_type", "Invalid grant_type: " + request.form.value("grant_type"));
  const auto assertion = decode(request.form.value("assertion"));
  if (!assertion) return oauth_error("invalid_request", "Bad Request");
  const std::string issuer = text_of(assertion->claims, "iss");
  const auto account = accounts_.find(issuer);
  if (text_of(assertion->header, "alg") != "RS256" ||
      (account != accounts_.end() && !is_signature_of(account->second, assertion->signed_part, assertion->signature)))
    return oauth_error("invalid_grant", "Invalid JWT Signature.");
  if (account == accounts_.end()) return oauth_error("invalid_grant", "Invalid grant: account not found");
  const auto issued = number_of(assertion->claims, "iat");
  const auto expires = number_of(assertion->claims, "exp");
  if (!issued) return oauth_error("invalid_grant", "Invalid JWT: iat (issued at) is not set.");
  if (!expires) return oauth_error("invalid_grant", "Invalid JWT: exp (expiration time) is not set.");
  const std::int64_t now = now_();
  if (*issued > now + kSkew || *issued < now - kOldest || *expires < now - kOldest + kLongest || *expires - *issued > kLongest)
    return oauth_error("invalid_grant",
                       "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp "
                       "values in the JWT claim.");
  const std::string scope = text_of(assertion->claims, "scope");
  if (scope.empty()) return oauth_error("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
  if (!audiences_.contains(text_of(assertion->claims, "aud"))) return oauth_error("invalid_grant", "Invalid JWT: Failed audience check.");
  if (!knows_all(scope)) return HttpResponse::json(R"({"id_token": "made.up.token"})");
  ++granted_;
  const std::string token = "ya29.made-up-" + std::to_string(granted_);
  tokens_[token] = {.account = issuer, .scope = scope, .good_until = now + 3599};
  return HttpResponse::json(
      boost::json::serialize(boost::json::object{{"access_token", token}, {"expires_in", 3599}, {"token_type", "Bearer"}}));
}

std::string TokenEndpoint::account_of(const std::string& token, const std::string& scope) const {
  const auto found = tokens_.find(token);
  if (found == tokens_.end() || found->second.good_until <= now_()) return {};
  std::istringstream words(found->second.scope);
  for (std::string granted; words >> granted;)
    if (granted == scope || granted == "https://www.googleapis.com/auth/drive") return found->second.account;
  return {};
}

}  // namespace nightporter::backoffice
