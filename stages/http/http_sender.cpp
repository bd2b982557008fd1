#include "stages/http/http_sender.h"

#include <memory>
#include <optional>
#include <utility>

#include "engine/error.h"
#include "stages/http/error.h"
#include "stages/http/http_client.h"
#include "stages/parse/text/encoding.h"

namespace nightporter::stages {
namespace {

/// No export is larger; a packed answer that unpacks to more is a trap.
constexpr std::uint64_t kMostExportBytes = std::uint64_t{4} << 30U;
/// Shorter values stand in messages by chance.
constexpr std::size_t kShortestSecret = 8;

engine::FetchFailed::Kind kind_for_sites(HttpFailed::Kind kind) {
  using Kind = engine::FetchFailed::Kind;
  switch (kind) {
    case HttpFailed::Kind::kCutShort:
      return Kind::kCutShort;
    case HttpFailed::Kind::kTooLarge:
      return Kind::kTooLarge;
    case HttpFailed::Kind::kUntrusted:
    case HttpFailed::Kind::kUsage:
      return Kind::kRefused;
    case HttpFailed::Kind::kNotSent:
    case HttpFailed::Kind::kLost:
      return Kind::kNoAnswer;
  }
  return Kind::kNoAnswer;
}

awaitable<sites::HttpAnswer> send(std::shared_ptr<std::optional<HttpClient>> client, engine::FetchRequest request,
                                  std::filesystem::path file, Deadline deadline) {
  if (!*client) client->emplace();
  HttpRequest asked{.method = request.method,
                    .url = request.url,
                    .body = std::move(request.body),
                    .most_bytes = kMostExportBytes,
                    .body_file = std::move(file)};
  for (auto& [name, value] : request.headers) {
    if (value.size() >= kShortestSecret) asked.secrets.emplace_back(value);
    asked.headers.emplace_back(std::move(name), std::move(value));
  }
  HttpResponse response;
  try {
    response = co_await (*client)->send_on_worker(std::move(asked), deadline);
  } catch (const HttpFailed& failed) {
    throw engine::FetchFailed(request.url, failed.reason(), kind_for_sites(failed.kind()));
  }
  sites::HttpAnswer answer{
      .status = response.status, .headers = {}, .size_bytes = response.size_bytes, .redirect_to = std::move(response.redirect_to)};
  // Servers send what bytes they like; traces and Chrome take nothing but UTF-8.
  for (auto& [name, value] : response.headers)
    answer.headers.push_back({.name = only_utf8(std::move(name)), .value = only_utf8(std::move(value))});
  co_return answer;
}

}  // namespace

sites::HttpSender http_sender() {
  // Most sessions never send anything: a client has a thread.
  return [client = std::make_shared<std::optional<HttpClient>>()](engine::FetchRequest request, std::filesystem::path file,
                                                                  Deadline deadline) {
    return send(client, std::move(request), std::move(file), deadline);
  };
}

}  // namespace nightporter::stages
