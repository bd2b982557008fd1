#include "engine/evidence/evidence_ring.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("evidence keeps the last of each kind, and failures longer than requests") {
  EvidenceRing ring(3);
  ring.add(RequestLine{.url = "failed", .status = 500});
  for (int i = 0; i < 5; ++i) ring.add(RequestLine{.url = std::to_string(i), .status = 200});
  for (int i = 0; i < 5; ++i) ring.add(ConsoleLine{.text = std::to_string(i)});
  REQUIRE(ring.requests().size() == 3);
  CHECK(ring.requests().front().url == "2");
  CHECK(ring.console().front().text == "2");
  REQUIRE(ring.failures().size() == 1);
  CHECK(ring.failures().front().url == "failed");
}

TEST_CASE("what was refused on our side is no failure, and pushes none out") {
  EvidenceRing ring(2);
  ring.add(RequestLine{.url = "broken", .failure = "net::ERR_CONNECTION_RESET"});
  for (int i = 0; i < 3; ++i) ring.add(RequestLine{.url = "picture", .failure = "net::ERR_BLOCKED_BY_CLIENT.Inspector"});
  CHECK(ring.requests().back().url == "picture");
  REQUIRE(ring.failures().size() == 1);
  CHECK(ring.failures().front().url == "broken");
}

TEST_CASE("secrets in a URL are stripped, and its shape stays") {
  CHECK(strip_query_values("https://shop.test/a?token=abc&x=1&flag#access_token=zz") ==
        "https://shop.test/a?token=…&x=…&flag#access_token=…");
  CHECK(strip_query_values("https://me:pw@shop.test/a") == "https://…@shop.test/a");
  CHECK(strip_query_values("https://shop.test/#/orders") == "https://shop.test/#/orders");
  CHECK(strip_query_values("data:text/html,<p>secret") == "data:text/html,…");
}

}  // namespace
}  // namespace nightporter::engine
