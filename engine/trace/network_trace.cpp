#include "engine/trace/network_trace.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace nightporter::engine {

namespace {

/// Requests that never end (event streams…) must not pile up for ever.
constexpr std::size_t kMostPending = 1000;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

}  // namespace

void NetworkTrace::request_will_be_sent(const cdp::network::RequestWillBeSent& event, double now_ms) {
  const std::string& id = event.requestId.value();
  if (const auto before = pending_.find(id); before != pending_.end()) {
    if (event.redirectResponse) answered(before->second, *event.redirectResponse, event.timestamp);
    end(id, event.timestamp, "");
  }
  if (event.request.url.starts_with("data:")) return;
  if (pending_.size() >= kMostPending) end_all();
  Pending& pending = pending_[id];
  pending.sent = event.timestamp;
  pending.entry = {.page = page_,
                   .frame = event.frameId ? event.frameId->value() : "",
                   .started = std::chrono::system_clock::time_point(
                       std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::duration<double>(event.wallTime))),
                   .monotonic_ms = now_ms,
                   .method = event.request.method,
                   .url = event.request.url + event.request.urlFragment.value_or(""),
                   .resource_type = lower(event.type.value_or("other")),
                   .request_headers = event.request.headers,
                   .post_data = event.request.postData};
  if (!first_request_at_) first_request_at_ = pending.entry.started;
}

void NetworkTrace::request_headers(const cdp::network::RequestWillBeSentExtraInfo& event) {
  // Of a redirected request it is the last hop's that count.
  if (const auto found = pending_.find(event.requestId.value()); found != pending_.end())
    found->second.entry.request_headers = event.headers;
}

void NetworkTrace::answered(Pending& pending, const cdp::network::Response& response, double at) {
  HarEntry& entry = pending.entry;
  pending.answered = at;
  entry.status = response.status;
  entry.status_text = response.statusText;
  entry.mime_type = response.mimeType;
  entry.protocol = response.protocol.value_or("");
  entry.server_address = response.remoteIPAddress.value_or("");
  entry.wait_ms = std::max(0.0, at - pending.sent) * 1000;
  if (entry.response_headers.empty()) entry.response_headers = response.headers;
}

void NetworkTrace::response_received(const cdp::network::ResponseReceived& event) {
  if (const auto found = pending_.find(event.requestId.value()); found != pending_.end())
    answered(found->second, event.response, event.timestamp);
}

void NetworkTrace::response_headers(const cdp::network::ResponseReceivedExtraInfo& event) {
  if (const auto found = pending_.find(event.requestId.value()); found != pending_.end())
    found->second.entry.response_headers = event.headers;
}

void NetworkTrace::data_received(const cdp::network::DataReceived& event) {
  const auto found = pending_.find(event.requestId.value());
  if (found == pending_.end()) return;
  long long& bytes = found->second.entry.content_bytes;
  bytes = std::max(bytes, 0LL) + event.dataLength;
}

void NetworkTrace::loading_finished(const cdp::network::LoadingFinished& event) {
  const auto found = pending_.find(event.requestId.value());
  if (found == pending_.end()) return;
  found->second.entry.transferred_bytes = static_cast<long long>(event.encodedDataLength);
  end(event.requestId.value(), event.timestamp, event.requestId.value());
}

void NetworkTrace::loading_failed(const cdp::network::LoadingFailed& event) {
  const auto found = pending_.find(event.requestId.value());
  if (found == pending_.end()) return;
  found->second.entry.failure = event.errorText.empty() ? event.blockedReason.value_or("failed") : event.errorText;
  end(event.requestId.value(), event.timestamp, "");
}

void NetworkTrace::end(const std::string& request, double at, const std::string& body_of) {
  auto ended = pending_.extract(request);
  Pending& pending = ended.mapped();
  if (pending.answered > 0) pending.entry.receive_ms = std::max(0.0, at - pending.answered) * 1000;
  on_ended_(std::move(pending.entry), body_of);
}

void NetworkTrace::end_all() {
  for (auto& [request, pending] : std::exchange(pending_, {})) on_ended_(std::move(pending.entry), "");
}

}  // namespace nightporter::engine
