#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "cdp/protocol/network.h"
#include "engine/browser/response.h"
#include "engine/evidence/evidence_ring.h"

namespace nightporter::engine {

/// Follows the requests of one page: how each ended goes to the evidence, the answers to main requests are kept for go_to, and every
/// answer is shown to `on_response`. Pure: fed with Chrome's events.
class NetworkLog {
 public:
  NetworkLog(EvidenceRing& evidence, std::function<void(const Response&)> on_response)
      : evidence_(evidence), on_response_(std::move(on_response)) {}

  void request_will_be_sent(const cdp::network::RequestWillBeSent& event);
  void response_received(const cdp::network::ResponseReceived& event);
  void loading_finished(const cdp::network::LoadingFinished& event);
  void loading_failed(const cdp::network::LoadingFailed& event);

  /// The answer to the request that loaded a document; nullopt when there was none, or it is long ago.
  std::optional<Response> answer_of(std::string_view loader) const;
  /// Why the request for a document failed ("net::ERR_…"); empty when it did not.
  std::string failure_of(std::string_view loader) const;

 private:
  struct Pending {
    RequestLine line;
    double started = 0;  // Chrome's monotonic seconds
    bool is_main = false;
  };
  struct Document {
    std::string loader;
    std::optional<Response> answer;
    std::string failure;
  };

  void end(const std::string& request, Pending pending, double at);
  Document& document(const std::string& loader);
  const Document* find_document(std::string_view loader) const;

  EvidenceRing& evidence_;
  std::function<void(const Response&)> on_response_;
  std::unordered_map<std::string, Pending> pending_;
  std::deque<Document> documents_;
};

}  // namespace nightporter::engine
