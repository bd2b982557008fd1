#include "engine/browser/network_log.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

namespace network = cdp::network;

struct Log {
  EvidenceRing evidence;
  std::vector<Response> responses;
  NetworkLog log{evidence, [this](const Response& response) { responses.push_back(response); }};

  void request(const std::string& id, const std::string& url, std::optional<network::Response> redirect = std::nullopt) {
    log.request_will_be_sent({.requestId = cdp::NetworkRequestId(id),
                              .loaderId = cdp::LoaderId("L1"),
                              .request = {.url = url, .method = "GET"},
                              .timestamp = 10,
                              .wallTime = 1763692800,
                              .redirectResponse = std::move(redirect),
                              .type = "Document"});
  }
  void response(const std::string& id, const std::string& url, int status) {
    log.response_received({.requestId = cdp::NetworkRequestId(id), .response = {.url = url, .status = status, .headers = {{"A", "b"}}}});
  }
};

TEST_CASE("the answer to a document's request is kept under its loader") {
  Log log;
  log.request("L1", "https://a.test/?t=secret");
  log.request("R2", "https://a.test/picture");
  log.response("L1", "https://a.test/?t=secret", 201);
  log.response("R2", "https://a.test/picture", 404);
  REQUIRE(log.log.answer_of("L1"));
  CHECK(log.log.answer_of("L1")->status == 201);
  CHECK(log.log.answer_of("L1")->header("a") == "b");
  CHECK_FALSE(log.log.answer_of("R2"));
  CHECK(log.responses.size() == 2);
}

TEST_CASE("what Chrome answers itself is no answer of a server") {
  Log log;
  log.request("L1", "data:text/html,x");
  log.response("L1", "data:text/html,x", 200);
  CHECK_FALSE(log.log.answer_of("L1"));
}

TEST_CASE("each step of a redirect and each end is evidence, with its time and without its secrets") {
  Log log;
  log.request("L1", "https://a.test/?t=secret");
  log.request("L1", "https://a.test/login", network::Response{.url = "https://a.test/?t=secret", .status = 302});
  log.response("L1", "https://a.test/login", 200);
  log.log.loading_finished({.requestId = cdp::NetworkRequestId("L1"), .timestamp = 10.25});
  REQUIRE(log.evidence.requests().size() == 2);
  CHECK(log.evidence.requests()[0].status == 302);
  CHECK(log.evidence.requests()[0].url == "https://a.test/?t=…");
  CHECK(log.evidence.requests()[1].status == 200);
  CHECK(log.evidence.requests()[1].duration == std::chrono::milliseconds(250));
  CHECK(log.evidence.failures().empty());
}

TEST_CASE("a failed document tells why, and ends that nobody began are ignored") {
  Log log;
  log.request("L1", "https://a.test/");
  log.log.loading_failed({.requestId = cdp::NetworkRequestId("L1"), .timestamp = 11, .errorText = "net::ERR_TIMED_OUT"});
  log.log.loading_failed({.requestId = cdp::NetworkRequestId("unknown"), .errorText = "net::ERR_FAILED"});
  log.log.loading_finished({.requestId = cdp::NetworkRequestId("unknown")});
  CHECK(log.log.failure_of("L1") == "net::ERR_TIMED_OUT");
  CHECK(log.evidence.failures().size() == 1);
}

}  // namespace
}  // namespace nightporter::engine
