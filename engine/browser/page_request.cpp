#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <utility>

#include "cdp/protocol/network.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/frame.h"
#include "engine/browser/origin.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/state/chrome_cookies.h"
#include "engine/state/set_cookie.h"
#include "engine/state/storage_state.h"

namespace nightporter::engine {

namespace {

namespace json = boost::json;
namespace network = cdp::network;

/// As Chrome writes it: "en-US,en;q=0.9,de;q=0.8".
std::string accept_language(const json::array& languages) {
  std::string text;
  int tenths = 10;
  for (const json::value& language : languages) {
    text += (text.empty() ? "" : ",") + std::string(language.as_string());
    if (tenths < 10) text += ";q=0." + std::to_string(tenths);
    tenths = std::max(1, tenths - 1);
  }
  return text;
}

/// Whether a page of `url` at the top would get the cookie: one of another site's partition is for that site's frames alone.
bool is_for_top_level(const Cookie& cookie, const std::string& url) {
  if (!cookie.partition_key) return true;
  if (cookie.has_cross_site_ancestor.value_or(false)) return false;
  const std::string& site = *cookie.partition_key;
  std::string origin = origin_of(url).value_or("");
  if (const std::size_t port = origin.rfind(':'); port > origin.find("://")) origin.erase(port);
  const std::size_t host = site.find("://") + 3;
  return origin == site || (origin.starts_with(site.substr(0, host)) && origin.ends_with("." + site.substr(host)));
}

std::string cookie_header(const std::vector<Cookie>& cookies) {
  std::string text;
  for (const Cookie& cookie : cookies)
    text += (text.empty() ? "" : "; ") + (cookie.name.empty() ? cookie.value : cookie.name + "=" + cookie.value);
  return text;
}

std::string without_fragment_and_user(const std::string& url) {
  std::string text = url.substr(0, url.find('#'));
  const std::size_t host = text.find("://") + 3;
  const std::size_t at = text.rfind('@', std::min(text.find_first_of("/?", host), text.size()));
  if (at != std::string::npos && at > host) text.erase(host, at + 1 - host);
  return text;
}

void redact_cookies(Browser& browser, std::vector<Cookie> cookies) {
  StorageState state;
  state.cookies = std::move(cookies);
  for (std::string& secret : secrets_of(state)) browser.redact(std::move(secret));
}

}  // namespace

awaitable<std::vector<HttpHeader>> Page::request_headers(std::string method, std::string url, Deadline deadline) {
  PageImpl& page = *impl_;
  const std::string browser = co_await main_frame().evaluate_in(
      World::kUtility, "({ agent: navigator.userAgent, languages: [...navigator.languages] })", {}, deadline);
  const json::value known = json::parse(browser);
  std::vector<HttpHeader> headers{{"User-Agent", std::string(known.at("agent").as_string())}};
  // The headless shell names no language unless it is told one, whatever it tells scripts.
  const bool names_languages =
      page.context.browser.options.window_mode != WindowMode::kHeadlessShell || !page.context.options.locale.empty();
  if (std::string languages = accept_language(known.at("languages").as_array()); names_languages && !languages.empty())
    headers.push_back({"Accept-Language", std::move(languages)});
  const auto origin = origin_of(this->url());
  if (origin && origin == origin_of(url)) {
    headers.push_back({"Referer", without_fragment_and_user(this->url())});
    if (method != "GET") headers.push_back({"Origin", *origin});
  }
  const auto found = co_await page.watched(session().call(network::GetCookies{.urls = std::vector{url}}, deadline));
  std::vector<Cookie> cookies;
  for (const network::Cookie& cookie : found.cookies)
    if (Cookie read = from_chrome(cookie); is_for_top_level(read, url)) cookies.push_back(std::move(read));
  // The longest path first, as servers expect it; Chrome tells them in no order.
  std::ranges::sort(cookies, [](const Cookie& one, const Cookie& other) {
    return one.path.size() != other.path.size() ? one.path.size() > other.path.size() : one.name < other.name;
  });
  if (!cookies.empty()) headers.push_back({"Cookie", cookie_header(cookies)});
  redact_cookies(context().browser(), std::move(cookies));
  co_return headers;
}

awaitable<void> Page::take_cookies(std::string url, std::vector<HttpHeader> answer, Deadline deadline) {
  std::vector<Cookie> taken;
  std::vector<network::CookieParam> cookies;
  for (const HttpHeader& header : answer) {
    if (!boost::algorithm::iequals(header.name, "Set-Cookie")) continue;
    if (auto cookie = parse_set_cookie(url, header.value, std::chrono::system_clock::now())) {
      taken.push_back({.name = cookie->name, .value = cookie->value, .http_only = cookie->httpOnly.value_or(false)});
      cookies.push_back(std::move(*cookie));
    }
  }
  redact_cookies(context().browser(), std::move(taken));
  // One by one: Chrome refuses the whole list for one cookie that it does not want, as a browser would just pass over that one.
  for (network::CookieParam& cookie : cookies)
    co_await session().send_may_fail(network::SetCookies{.cookies = std::vector{std::move(cookie)}}, deadline);
}

}  // namespace nightporter::engine
