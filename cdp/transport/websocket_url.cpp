#include "cdp/transport/websocket_url.h"

#include <algorithm>

#include "cdp/error.h"

namespace nightporter::cdp {

namespace {

constexpr std::string_view kPlain = "ws://";
constexpr std::string_view kTls = "wss://";

std::string_view scheme_of(const WebSocketUrl& url) {
  return url.encryption == WebSocketUrl::Encryption::kTls ? kTls : kPlain;
}

[[noreturn]] void refuse(std::string_view url, const std::string& why) {
  throw TransportClosed("\"" + std::string(url) + "\" is not an address that can be connected to: " + why +
                        " (expected ws://127.0.0.1:9222/devtools/browser/…)");
}

}  // namespace

std::string WebSocketUrl::host_header() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + port;
}

std::string WebSocketUrl::text() const {
  return std::string(scheme_of(*this)) + host_header() + path;
}

WebSocketUrl parse_websocket_url(std::string_view url) {
  WebSocketUrl parts;
  if (url.starts_with(kTls)) parts.encryption = WebSocketUrl::Encryption::kTls;
  if (!url.starts_with(kTls) && !url.starts_with(kPlain)) refuse(url, "it begins with neither ws:// nor wss://");
  const std::string_view rest = url.substr(scheme_of(parts).size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view path = rest.substr(authority.size());

  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t bracket = authority.find(']');
    if (bracket == std::string_view::npos) refuse(url, "the bracket of the IPv6 address is not closed");
    parts.host = authority.substr(1, bracket - 1);
    port = authority.substr(bracket + 1);
  } else {
    const std::size_t colon = authority.find(':');
    parts.host = authority.substr(0, colon);
    port = colon == std::string_view::npos ? "" : authority.substr(colon);
  }
  if (parts.host.empty()) refuse(url, "it names no host");
  if (parts.host.find('@') != std::string::npos) refuse(url, "it holds a user name");
  if (!port.empty() && !port.starts_with(':')) refuse(url, "there is more between host and port than a colon");
  parts.port = port.size() > 1 ? port.substr(1) : parts.encryption == WebSocketUrl::Encryption::kTls ? "443" : "80";
  if (parts.port.size() > 5 || !std::ranges::all_of(parts.port, [](char digit) { return digit >= '0' && digit <= '9'; }))
    refuse(url, "its port is not a number");
  parts.path = path.substr(0, path.find('#'));
  if (!parts.path.starts_with('/')) parts.path.insert(0, "/");
  return parts;
}

}  // namespace nightporter::cdp
