#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace nightporter::app {

/// Where a server listens: an address of this machine and a port.
struct ListenAddress {
  std::string address = "127.0.0.1";  // an IP address, never a name
  std::uint16_t port = 0;             // 0 = any that is free

  /// "127.0.0.1:8443", "[::1]:8443", "0.0.0.0:8443", "localhost:8443".
  static std::optional<ListenAddress> parse(const std::string& text);

  /// Whether only programs on this machine can reach it.
  bool is_loopback() const;
  /// All addresses of the machine.
  bool is_any() const;
};

/// "127.0.0.1:8443", "[::1]:8443"
std::string host_and_port(const std::string& address, std::uint16_t port);

}  // namespace nightporter::app
