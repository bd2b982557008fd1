#include "engine/state/chrome_cookies.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace nightporter::engine {

namespace json = boost::json;

Cookie from_chrome(const cdp::network::Cookie& from) {
  Cookie cookie{.name = from.name,
                .value = from.value,
                .domain = from.domain,
                .path = from.path,
                .expires = from.session ? -1 : from.expires,
                .http_only = from.httpOnly,
                .secure = from.secure,
                .same_site = from.sameSite.value_or("Lax")};
  if (!from.partitionKey) return cookie;
  boost::system::error_code error;
  const json::value key = json::parse(from.partitionKey->text, error);
  if (error) return cookie;
  if (key.is_string()) {  // Chrome before 128
    cookie.partition_key = std::string(key.as_string());
  } else if (const json::object* object = key.if_object()) {
    if (const json::value* site = object->if_contains("topLevelSite"); site != nullptr && site->is_string())
      cookie.partition_key = std::string(site->as_string());
    if (const json::value* crossed = object->if_contains("hasCrossSiteAncestor"); crossed != nullptr && crossed->is_bool())
      cookie.has_cross_site_ancestor = crossed->as_bool();
  }
  return cookie;
}

cdp::network::CookieParam to_chrome(const Cookie& from) {
  cdp::network::CookieParam cookie{.name = from.name,
                                   .value = from.value,
                                   .domain = from.domain,
                                   .path = from.path,
                                   .secure = from.secure,
                                   .httpOnly = from.http_only,
                                   .sameSite = from.same_site};
  if (from.expires != -1) cookie.expires = from.expires;
  if (from.partition_key) {
    cookie.partitionKey = cdp::RawJson{json::serialize(
        json::object{{"topLevelSite", *from.partition_key}, {"hasCrossSiteAncestor", from.has_cross_site_ancestor.value_or(true)}})};
  }
  return cookie;
}

}  // namespace nightporter::engine
