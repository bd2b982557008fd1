#include "engine/browser/network_log.h"

#include <algorithm>

namespace nightporter::engine {

namespace {

constexpr std::size_t kKeptDocuments = 32;
/// Requests of a page that never end (event streams…) must not pile up for ever.
constexpr std::size_t kMostPending = 4000;

Response response_of(const cdp::network::Response& from) {
  Response response{.url = from.url, .status = from.status, .status_text = from.statusText, .mime_type = from.mimeType};
  for (const auto& [name, value] : from.headers) response.headers.push_back({.name = name, .value = value});
  return response;
}

std::chrono::system_clock::time_point wall_clock(double seconds) {
  return std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::duration<double>(seconds)));
}

}  // namespace

void NetworkLog::request_will_be_sent(const cdp::network::RequestWillBeSent& event) {
  const std::string& id = event.requestId.value();
  if (const auto before = pending_.find(id); before != pending_.end()) {
    Pending redirected = std::move(before->second);
    pending_.erase(before);
    if (event.redirectResponse) redirected.line.status = event.redirectResponse->status;
    end(id, std::move(redirected), event.timestamp);
  }
  if (pending_.size() >= kMostPending) pending_.clear();
  pending_[id] = Pending{.line = {.time = wall_clock(event.wallTime),
                                  .method = event.request.method,
                                  .url = strip_query_values(event.request.url),
                                  .resource_type = event.type.value_or("")},
                         .started = event.timestamp,
                         .is_main = id == event.loaderId.value()};
}

void NetworkLog::response_received(const cdp::network::ResponseReceived& event) {
  const Response response = response_of(event.response);
  if (const auto pending = pending_.find(event.requestId.value()); pending != pending_.end()) {
    pending->second.line.status = response.status;
    // data: and blob: are answered by Chrome itself, which counts that as status 200.
    if (pending->second.is_main && response.url.starts_with("http")) document(event.requestId.value()).answer = response;
  }
  on_response_(response);
}

void NetworkLog::loading_finished(const cdp::network::LoadingFinished& event) {
  if (auto pending = pending_.extract(event.requestId.value())) end(pending.key(), std::move(pending.mapped()), event.timestamp);
}

void NetworkLog::loading_failed(const cdp::network::LoadingFailed& event) {
  auto pending = pending_.extract(event.requestId.value());
  if (!pending) return;
  pending.mapped().line.failure = event.errorText.empty() ? event.blockedReason.value_or("failed") : event.errorText;
  end(pending.key(), std::move(pending.mapped()), event.timestamp);
}

void NetworkLog::end(const std::string& request, Pending pending, double at) {
  pending.line.duration = std::chrono::milliseconds(static_cast<long long>(std::max(0.0, at - pending.started) * 1000));
  if (pending.is_main && !pending.line.failure.empty()) document(request).failure = pending.line.failure;
  evidence_.add(std::move(pending.line));
}

std::optional<Response> NetworkLog::answer_of(std::string_view loader) const {
  const Document* found = find_document(loader);
  return found == nullptr ? std::nullopt : found->answer;
}

std::string NetworkLog::failure_of(std::string_view loader) const {
  const Document* found = find_document(loader);
  return found == nullptr ? "" : found->failure;
}

NetworkLog::Document& NetworkLog::document(const std::string& loader) {
  if (const Document* found = find_document(loader)) return const_cast<Document&>(*found);
  documents_.push_back({.loader = loader});
  if (documents_.size() > kKeptDocuments) documents_.pop_front();
  return documents_.back();
}

const NetworkLog::Document* NetworkLog::find_document(std::string_view loader) const {
  const auto found =
      std::find_if(documents_.begin(), documents_.end(), [&](const Document& document) { return document.loader == loader; });
  return found == documents_.end() ? nullptr : &*found;
}

}  // namespace nightporter::engine
