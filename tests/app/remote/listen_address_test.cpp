#include "app/remote/listen_address.h"

#include <catch2/catch.hpp>

namespace nightporter::app {
namespace {

TEST_CASE("an address to listen on is an IP address and a port") {
  const auto listen = ListenAddress::parse("127.0.0.1:8443");
  REQUIRE(listen);
  CHECK(listen->address == "127.0.0.1");
  CHECK(listen->port == 8443);
  CHECK(listen->is_loopback());
  CHECK(ListenAddress::parse("[::1]:0")->is_loopback());
  CHECK(ListenAddress::parse("localhost:1")->is_loopback());
  CHECK_FALSE(ListenAddress::parse("192.0.2.1:1")->is_loopback());
  CHECK(ListenAddress::parse("0.0.0.0:1")->is_any());
  CHECK(ListenAddress::parse("[::]:1")->is_any());
  for (const char* wrong :
       {"", "8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:8443x", "::1:8443", "[127.0.0.1]:1", "here:1"}) {
    INFO(wrong);
    CHECK_FALSE(ListenAddress::parse(wrong));
  }
  CHECK(host_and_port("::1", 80) == "[::1]:80");
  CHECK(host_and_port("10.0.0.1", 80) == "10.0.0.1:80");
}

}  // namespace
}  // namespace nightporter::app
