#include "engine/trace/har_entry.h"

#include <boost/json.hpp>
#include <cctype>
#include <ctime>
#include <vector>

#include "cdp/log/redactor.h"

namespace nightporter::engine {

namespace json = boost::json;

namespace {

constexpr std::string_view kMask = "***";
constexpr std::size_t kLongestBody = 64 << 10;

bool is_cookie_header(std::string_view name) {
  std::string known(name);
  for (char& letter : known) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return known == "cookie" || known == "set-cookie";
}

json::array headers_of(const std::map<std::string, std::string>& headers) {
  json::array list;
  for (const auto& [name, value] : headers) {
    const bool is_secret = cdp::is_secret_name(name) || is_cookie_header(name);
    list.push_back({{"name", name}, {"value", is_secret ? std::string(kMask) : cdp::without_secret_parameters(value)}});
  }
  return list;
}

/// Their names; Set-Cookie has one a line, Cookie one between semicolons.
json::array cookies_of(const std::map<std::string, std::string>& headers) {
  json::array list;
  for (const auto& [name, value] : headers) {
    if (!is_cookie_header(name)) continue;
    const char separator = name.size() > 6 ? '\n' : ';';
    for (std::size_t at = 0; at < value.size();) {
      const std::size_t end = std::min(value.find(separator, at), value.size());
      std::string_view cookie = std::string_view(value).substr(at, end - at);
      while (cookie.starts_with(' ')) cookie.remove_prefix(1);
      list.push_back({{"name", std::string(cookie.substr(0, cookie.find('=')))}, {"value", kMask}});
      at = end + 1;
    }
  }
  return list;
}

std::vector<std::pair<std::string, std::string>> parameters_of(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    const std::size_t equals = std::min(one.find('='), one.size());
    if (!one.empty()) parameters.emplace_back(one.substr(0, equals), one.substr(std::min(equals + 1, one.size())));
  }
  return parameters;
}

json::array query_of(const std::string& url) {
  json::array list;
  const std::size_t begin = url.find('?');
  if (begin == std::string::npos) return list;
  const std::string_view query = std::string_view(url).substr(begin + 1, url.find('#', begin) - begin - 1);
  for (auto& [name, value] : parameters_of(query)) list.push_back({{"name", name}, {"value", value}});
  return list;
}

bool mask_json(json::value& value) {
  bool found = false;
  if (auto* object = value.if_object()) {
    for (auto& member : *object) {
      if (cdp::is_secret_name(member.key())) {
        member.value() = kMask;
        found = true;
      } else {
        found = mask_json(member.value()) || found;
      }
    }
  } else if (auto* array = value.if_array()) {
    for (json::value& item : *array) found = mask_json(item) || found;
  }
  return found;
}

std::string masked_form(std::string_view body) {
  const auto parameters = parameters_of(body);
  bool is_login = false;
  for (const auto& [name, value] : parameters) is_login = is_login || cdp::is_secret_name(name);
  std::string text;
  for (const auto& [name, value] : parameters) {
    // A long value is the state of the page (__VIEWSTATE…), of use to nobody but a thief.
    const bool hides = is_login || value.size() > 200;
    text += (text.empty() ? "" : "&") + name + "=" + (hides && !value.empty() ? std::string(kMask) : value);
  }
  return text;
}

json::object content_of(const HarEntry& entry) {
  json::object content{{"size", entry.content_bytes}, {"mimeType", entry.mime_type.empty() ? "x-unknown" : entry.mime_type}};
  if (!entry.content_name.empty()) content["_sha1"] = entry.content_name;
  return content;
}

}  // namespace

std::string har_time(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
  const std::time_t seconds = since.count() / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string milliseconds = std::to_string(1000 + since.count() % 1000).substr(1);
  return std::string(text, length) + "." + milliseconds + "Z";
}

std::string without_secret_fields(std::string_view body, std::string_view mime_type) {
  if (body.size() > kLongestBody) return "(" + std::to_string(body.size()) + " bytes)";
  if (mime_type.find("json") != std::string_view::npos || body.starts_with('{') || body.starts_with('[')) {
    boost::system::error_code error;
    json::value value = json::parse(body, error);
    if (error) return std::string(kMask);
    mask_json(value);
    return json::serialize(value);
  }
  if (mime_type.find("x-www-form-urlencoded") != std::string_view::npos) return masked_form(body);
  return "(" + std::to_string(body.size()) + " bytes of " + std::string(mime_type) + ")";
}

std::string har_json(const HarEntry& entry) {
  const std::string url = cdp::without_secret_parameters(entry.url);
  const std::string version = entry.protocol.empty() ? "HTTP/1.1" : entry.protocol;
  json::object request{{"method", entry.method},
                       {"url", url},
                       {"httpVersion", version},
                       {"cookies", cookies_of(entry.request_headers)},
                       {"headers", headers_of(entry.request_headers)},
                       {"queryString", query_of(url)},
                       {"headersSize", -1},
                       {"bodySize", entry.post_data ? static_cast<long long>(entry.post_data->size()) : 0}};
  if (entry.post_data) {
    std::string mime_type = "application/octet-stream";
    for (const auto& [name, value] : entry.request_headers)
      if (name == "Content-Type" || name == "content-type") mime_type = value;
    request["postData"] = {
        {"mimeType", mime_type}, {"params", json::array()}, {"text", without_secret_fields(*entry.post_data, mime_type)}};
  }
  json::object response{{"status", entry.failure.empty() || entry.status > 0 ? entry.status : -1},
                        {"statusText", entry.status_text},
                        {"httpVersion", version},
                        {"cookies", cookies_of(entry.response_headers)},
                        {"headers", headers_of(entry.response_headers)},
                        {"content", content_of(entry)},
                        {"redirectURL", ""},
                        {"headersSize", -1},
                        {"bodySize", entry.transferred_bytes},
                        {"_transferSize", entry.transferred_bytes}};
  for (const auto& [name, value] : entry.response_headers)
    if (name == "Location" || name == "location") response["redirectURL"] = cdp::without_secret_parameters(value);
  if (!entry.failure.empty()) response["_failureText"] = entry.failure;
  const double wait = std::max(0.0, entry.wait_ms);
  const double receive = std::max(0.0, entry.receive_ms);
  json::object result{
      {"pageref", entry.page},
      {"startedDateTime", har_time(entry.started)},
      {"time", wait + receive},
      {"request", std::move(request)},
      {"response", std::move(response)},
      {"cache", json::object()},
      {"timings", {{"send", 0}, {"wait", wait}, {"receive", receive}, {"blocked", -1}, {"dns", -1}, {"connect", -1}, {"ssl", -1}}},
      {"_monotonicTime", entry.monotonic_ms},
      {"_resourceType", entry.resource_type}};
  if (!entry.frame.empty()) result["_frameref"] = entry.frame;
  if (!entry.server_address.empty()) result["serverIPAddress"] = entry.server_address;
  return json::serialize(result);
}

}  // namespace nightporter::engine
