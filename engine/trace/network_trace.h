#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "cdp/protocol/network.h"
#include "engine/trace/har_entry.h"

namespace nightporter::engine {

/// Follows the requests of one page and gives each to `on_ended` when it has ended. Pure: fed with Chrome's events.
class NetworkTrace {
 public:
  /// `request` is Chrome's id of it, by which the body can be asked for; empty when there is none (a redirect, a failure).
  using Ended = std::function<void(HarEntry entry, const std::string& request)>;

  NetworkTrace(std::string page, Ended on_ended) : page_(std::move(page)), on_ended_(std::move(on_ended)) {}

  /// `now_ms` is the trace's clock.
  void request_will_be_sent(const cdp::network::RequestWillBeSent& event, double now_ms);
  void request_headers(const cdp::network::RequestWillBeSentExtraInfo& event);
  void response_received(const cdp::network::ResponseReceived& event);
  void response_headers(const cdp::network::ResponseReceivedExtraInfo& event);
  void data_received(const cdp::network::DataReceived& event);
  void loading_finished(const cdp::network::LoadingFinished& event);
  void loading_failed(const cdp::network::LoadingFailed& event);

  /// nullopt: there was none yet.
  const std::optional<std::chrono::system_clock::time_point>& first_request_at() const { return first_request_at_; }

  /// Gives away what has not ended yet as it is.
  void end_all();

 private:
  struct Pending {
    HarEntry entry;
    double sent = 0;  // Chrome's monotonic seconds
    double answered = 0;
  };
  void answered(Pending& pending, const cdp::network::Response& response, double at);
  void end(const std::string& request, double at, const std::string& body_of);

  std::string page_;
  Ended on_ended_;
  std::optional<std::chrono::system_clock::time_point> first_request_at_;
  std::unordered_map<std::string, Pending> pending_;
};

}  // namespace nightporter::engine
