#include "engine/trace/network_trace.h"

#include <catch2/catch.hpp>
#include <vector>

namespace nightporter::engine {
namespace {

namespace network = cdp::network;

network::RequestWillBeSent request(const std::string& id, const std::string& url, double at) {
  return {.requestId = cdp::NetworkRequestId(id), .request = {.url = url, .method = "GET"}, .timestamp = at, .wallTime = at};
}

struct Followed {
  std::vector<std::pair<HarEntry, std::string>> ended;
  NetworkTrace trace{"P", [this](HarEntry entry, const std::string& body_of) { ended.emplace_back(std::move(entry), body_of); }};
};

TEST_CASE("a request is given away when it has ended, with its times and where its body can be had") {
  Followed followed;
  followed.trace.request_will_be_sent(request("1", "https://shop.test/a", 10), 77);
  followed.trace.response_received({.requestId = cdp::NetworkRequestId("1"), .timestamp = 10.5, .response = {.status = 200}});
  followed.trace.response_headers({.requestId = cdp::NetworkRequestId("1"), .headers = {{"Set-Cookie", "a=b"}}});
  followed.trace.data_received({.requestId = cdp::NetworkRequestId("1"), .dataLength = 300});
  CHECK(followed.ended.empty());
  followed.trace.loading_finished({.requestId = cdp::NetworkRequestId("1"), .timestamp = 10.75, .encodedDataLength = 120});
  REQUIRE(followed.ended.size() == 1);
  const auto& [entry, body_of] = followed.ended.front();
  CHECK(body_of == "1");
  CHECK(entry.monotonic_ms == 77);
  CHECK(entry.wait_ms == 500);
  CHECK(entry.receive_ms == 250);
  CHECK(entry.content_bytes == 300);
  CHECK(entry.transferred_bytes == 120);
  CHECK(entry.response_headers.contains("Set-Cookie"));
}

TEST_CASE("every hop of a redirect is an entry, and only the last has a body") {
  Followed followed;
  followed.trace.request_will_be_sent(request("1", "https://shop.test/old", 1), 1);
  network::RequestWillBeSent next = request("1", "https://shop.test/new", 2);
  next.redirectResponse = network::Response{.status = 302};
  followed.trace.request_will_be_sent(next, 2);
  followed.trace.loading_finished({.requestId = cdp::NetworkRequestId("1"), .timestamp = 3});
  REQUIRE(followed.ended.size() == 2);
  CHECK(followed.ended[0].first.status == 302);
  CHECK(followed.ended[0].second.empty());
  CHECK(followed.ended[1].first.url == "https://shop.test/new");
}

TEST_CASE("what failed says why, what never ended is given away at the end, and data: is none of it") {
  Followed followed;
  followed.trace.request_will_be_sent(request("1", "https://shop.test/a", 1), 1);
  followed.trace.loading_failed({.requestId = cdp::NetworkRequestId("1"), .timestamp = 2, .errorText = "net::ERR_FAILED"});
  followed.trace.request_will_be_sent(request("2", "https://shop.test/stream", 1), 1);
  followed.trace.request_will_be_sent(request("3", "data:text/html,x", 1), 1);
  followed.trace.end_all();
  REQUIRE(followed.ended.size() == 2);
  CHECK(followed.ended[0].first.failure == "net::ERR_FAILED");
  CHECK(followed.ended[1].first.url == "https://shop.test/stream");
}

}  // namespace
}  // namespace nightporter::engine
