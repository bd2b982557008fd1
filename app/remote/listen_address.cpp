#include "app/remote/listen_address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace nightporter::app {

namespace ip = boost::asio::ip;

std::optional<ListenAddress> ListenAddress::parse(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  ListenAddress listen{.address = text.substr(0, colon)};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data() + colon + 1, end, listen.port);
  if (error != std::errc() || stopped != end) return std::nullopt;
  const bool bracketed = listen.address.starts_with('[') && listen.address.ends_with(']');
  if (bracketed) listen.address = listen.address.substr(1, listen.address.size() - 2);
  if (listen.address == "localhost") listen.address = "127.0.0.1";
  boost::system::error_code no_address;
  const ip::address address = ip::make_address(listen.address, no_address);
  if (no_address || address.is_v6() != bracketed) return std::nullopt;
  return listen;
}

bool ListenAddress::is_loopback() const {
  return ip::make_address(address).is_loopback();
}

bool ListenAddress::is_any() const {
  return ip::make_address(address).is_unspecified();
}

std::string host_and_port(const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace nightporter::app
