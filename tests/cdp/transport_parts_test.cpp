#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/error.h"
#include "cdp/transport/nul_splitter.h"
#include "cdp/transport/websocket_url.h"

namespace nightporter::cdp {
namespace {

std::vector<std::string> split(const std::vector<std::string_view>& pieces) {
  NulSplitter splitter;
  std::vector<std::string> messages;
  for (std::string_view piece : pieces)
    while (splitter.feed(piece)) messages.push_back(splitter.take());
  return messages;
}

using namespace std::string_view_literals;

TEST_CASE("messages of a pipe end at a NUL, wherever the pieces are cut") {
  CHECK(split({"one\0two\0thr"sv, "ee\0"sv}) == std::vector<std::string>{"one", "two", "three"});
  CHECK(split({"o"sv, "n"sv, "e"sv, "\0"sv, "\0x\0"sv}) == std::vector<std::string>{"one", "", "x"});
  CHECK(split({"unfinished"sv, ""sv}).empty());
}

TEST_CASE("a WebSocket address is taken apart") {
  const WebSocketUrl usual = parse_websocket_url("ws://127.0.0.1:9222/devtools/browser/abc?x=1#y");
  CHECK(usual.host == "127.0.0.1");
  CHECK(usual.port == "9222");
  CHECK(usual.path == "/devtools/browser/abc?x=1");
  CHECK(usual.host_header() == "127.0.0.1:9222");
  const WebSocketUrl ipv6 = parse_websocket_url("ws://[::1]:9222/x");
  CHECK(ipv6.host == "::1");
  CHECK(ipv6.host_header() == "[::1]:9222");
  const WebSocketUrl bare = parse_websocket_url("ws://chrome.example?token=t");
  CHECK(bare.port == "80");
  CHECK(bare.path == "/?token=t");
  CHECK(bare.encryption == WebSocketUrl::Encryption::kNone);
  const WebSocketUrl encrypted = parse_websocket_url("wss://chrome.example/devtools");
  CHECK(encrypted.encryption == WebSocketUrl::Encryption::kTls);
  CHECK(encrypted.port == "443");
  CHECK(encrypted.text() == "wss://chrome.example:443/devtools");
}

TEST_CASE("an address that is not a WebSocket's is refused with the reason") {
  const auto refusal = [](std::string_view url) {
    try {
      parse_websocket_url(url);
    } catch (const TransportClosed& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refusal("http://127.0.0.1:9222/"), Catch::Contains("neither ws:// nor wss://"));
  CHECK_THAT(refusal("ws://:9222/"), Catch::Contains("no host"));
  CHECK_THAT(refusal("ws://host:port/"), Catch::Contains("not a number"));
  CHECK_THAT(refusal("ws://host:123456/"), Catch::Contains("not a number"));
  CHECK_THAT(refusal("ws://[::1/"), Catch::Contains("bracket"));
  CHECK_THAT(refusal("ws://user@host/"), Catch::Contains("user name"));
}

}  // namespace
}  // namespace nightporter::cdp
