#pragma once

#include <string>
#include <string_view>

namespace nightporter::cdp {

/// The parts of ws://host:port/path or wss://host:port/path.
struct WebSocketUrl {
  enum class Encryption { kNone, kTls };

  Encryption encryption = Encryption::kNone;
  std::string host;  // an IPv6 address without its brackets
  std::string port;
  std::string path;  // with the query

  /// What goes into the Host header.
  std::string host_header() const;
  /// The whole of it, for messages.
  std::string text() const;
};

/// Throws TransportClosed, which says what is wrong with `url`.
WebSocketUrl parse_websocket_url(std::string_view url);

}  // namespace nightporter::cdp
