#pragma once

#include <string>
#include <string_view>

namespace nightporter::cdp {

/// The parts of ws://host:port/path.
struct WebSocketUrl {
  std::string host;  // an IPv6 address without its brackets
  std::string port;
  std::string path;  // with the query

  /// What goes into the Host header.
  std::string host_header() const;
};

/// Throws TransportClosed, which says what is wrong with `url`.
WebSocketUrl parse_websocket_url(std::string_view url);

}  // namespace nightporter::cdp
