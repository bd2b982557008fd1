#include "engine/state/set_cookie.h"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <charconv>
#include <utility>

#include "engine/browser/origin.h"

namespace nightporter::engine {
namespace {

constexpr std::size_t kLongestPair = 4096;
constexpr std::size_t kLongestAttribute = 1024;
/// Of the past, and not 0 or below, which Chrome takes for "none".
constexpr double kLongAgo = 1;

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return result;
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::pair<std::string_view, std::string_view> split_at_equals(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {trim(text), {}};
  return {trim(text.substr(0, equals)), trim(text.substr(equals + 1))};
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

std::string host_of(const std::string& url) {
  const std::string origin = origin_of(url).value_or("");
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string::npos) return {};
  std::string host = origin.substr(scheme + 3);
  const std::size_t port = host.rfind(':');
  if (port != std::string::npos && host.find(']', port) == std::string::npos) host.erase(port);
  return host;
}

bool is_address(const std::string& host) {
  return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string path_of(const std::string& url) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t begin = std::min(url.find('/', host), url.size());
  const std::size_t end = std::min(url.find_first_of("?#", host), url.size());
  return begin < end ? url.substr(begin, end - begin) : "/";
}

/// The folder of the address.
std::string default_path(const std::string& url) {
  const std::string path = path_of(url);
  const std::size_t last = path.rfind('/');
  return last == 0 || last == std::string::npos ? "/" : path.substr(0, last);
}

std::optional<int> number(std::string_view text, std::size_t least_digits, std::size_t most_digits) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits < least_digits || digits > most_digits) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + digits, value);
  return value;
}

struct DateParts {
  std::optional<int> seconds, day, month, year;  // of the day; from 1; from 1

  /// Takes what the token says if nothing has said it before.
  void take(std::string_view token) {
    if (!seconds && token.find(':') != std::string_view::npos && take_time(token)) return;
    if (!day && (day = number(token, 1, 2))) return;
    if (!month && take_month(token)) return;
    if (!year) year = number(token, 2, 4);
  }

 private:
  bool take_time(std::string_view token) {
    const std::size_t first = token.find(':');
    const std::size_t second = token.find(':', first + 1);
    if (second == std::string_view::npos) return false;
    const auto hour = number(token.substr(0, first), 1, 2);
    const auto minute = number(token.substr(first + 1, second - first - 1), 1, 2);
    const auto rest = number(token.substr(second + 1), 1, 2);
    if (!hour || !minute || !rest || *hour > 23 || *minute > 59 || *rest > 59) return false;
    seconds = (*hour * 60 + *minute) * 60 + *rest;
    return true;
  }
  bool take_month(std::string_view token) {
    static constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                              "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto found = std::ranges::find(kMonths, lower(token.substr(0, 3)));
    if (found == kMonths.end()) return false;
    month = static_cast<int>(found - kMonths.begin()) + 1;
    return true;
  }
};

std::string same_site_word(std::string_view value) {
  const std::string word = lower(value);
  if (word == "strict") return "Strict";
  if (word == "lax") return "Lax";
  return word == "none" ? "None" : "";
}

double unix_seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace

std::optional<double> parse_cookie_date(std::string_view text) {
  DateParts parts;
  const auto is_delimiter = [](unsigned char c) { return std::isalnum(c) == 0 && c != ':' && c < 0x7f; };
  for (std::size_t at = 0; at < text.size();) {
    if (is_delimiter(static_cast<unsigned char>(text[at]))) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_delimiter(static_cast<unsigned char>(text[end]))) ++end;
    parts.take(text.substr(at, end - at));
    at = end;
  }
  if (!parts.seconds || !parts.day || !parts.month || !parts.year) return std::nullopt;
  int year = *parts.year;
  if (year < 100) year += year < 70 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(*parts.month)),
                                         std::chrono::day(static_cast<unsigned>(*parts.day))};
  if (year < 1601 || !date.ok()) return std::nullopt;
  return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count()) * 86400.0 + *parts.seconds;
}

std::optional<cdp::network::CookieParam> parse_set_cookie(const std::string& url, std::string_view header,
                                                          std::chrono::system_clock::time_point now) {
  const std::string host = host_of(url);
  if (host.empty() || has_control_character(header)) return std::nullopt;
  const std::size_t pair_end = std::min(header.find(';'), header.size());
  const std::string_view pair = header.substr(0, pair_end);
  auto [name, value] = split_at_equals(pair);
  if (pair.find('=') == std::string_view::npos) std::swap(name, value);
  if ((name.empty() && value.empty()) || name.size() + value.size() > kLongestPair) return std::nullopt;

  cdp::network::CookieParam cookie{.name = std::string(name), .value = std::string(value), .url = url, .path = default_path(url)};
  std::string domain;
  std::optional<double> expires, max_age;
  bool is_partitioned = false;
  for (std::size_t at = pair_end; at < header.size();) {
    const std::size_t end = std::min(header.find(';', at + 1), header.size());
    const auto [key, given] = split_at_equals(header.substr(at + 1, end - at - 1));
    at = end;
    if (given.size() > kLongestAttribute) continue;
    const std::string attribute = lower(key);
    if (attribute == "expires") {
      if (const auto date = parse_cookie_date(given)) expires = std::max(*date, kLongAgo);
    } else if (attribute == "max-age") {
      const bool is_negative = given.starts_with('-');
      const std::string_view digits = given.substr(is_negative ? 1 : 0);
      if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) continue;
      constexpr double kYears = 4e9;  // more than Chrome keeps anything
      const double seconds = digits.size() > 9 ? kYears : static_cast<double>(number(digits, 1, 9).value_or(0));
      max_age = is_negative || seconds == 0 ? kLongAgo : unix_seconds(now) + seconds;
    } else if (attribute == "domain") {
      domain = lower(given.starts_with('.') ? given.substr(1) : given);
    } else if (attribute == "path") {
      cookie.path = given.starts_with('/') ? std::string(given) : default_path(url);
    } else if (attribute == "secure") {
      cookie.secure = true;
    } else if (attribute == "httponly") {
      cookie.httpOnly = true;
    } else if (attribute == "samesite") {
      if (const std::string word = same_site_word(given); !word.empty()) cookie.sameSite = word;
    } else if (attribute == "partitioned") {
      is_partitioned = true;
    }
  }
  cookie.expires = max_age ? max_age : expires;
  if (!domain.empty() && domain != host && (is_address(host) || !host.ends_with("." + domain))) return std::nullopt;
  if (!domain.empty() && !is_address(host)) cookie.domain = "." + domain;
  if (is_partitioned) {
    if (!cookie.secure) return std::nullopt;
    // As of a document of this site at the top.
    cookie.partitionKey = cdp::RawJson{boost::json::serialize(
        boost::json::object{{"topLevelSite", url.substr(0, url.find("://")) + "://" + host}, {"hasCrossSiteAncestor", false}})};
  }
  return cookie;
}

}  // namespace nightporter::engine
