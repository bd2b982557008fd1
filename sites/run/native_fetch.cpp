#include <algorithm>
#include <array>
#include <boost/algorithm/string/predicate.hpp>
#include <chrono>
#include <utility>

#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "engine/evidence/evidence_ring.h"
#include "engine/trace/har_entry.h"
#include "engine/trace/trace_recorder.h"
#include "sites/run/step_runner.h"

namespace nightporter::sites {
namespace {

using boost::algorithm::iequals;
using Headers = std::vector<engine::HttpHeader>;

constexpr int kMostRedirects = 10;

/// As browsers write it into a request. Other programs may read what is left in ways of their own, so that is refused.
std::string in_plain_letters(const std::string& url) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string plain;
  for (const char c : url.substr(0, url.find('#'))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 0x7f && c != '"' && c != '<' && c != '>')
      plain += c;
    else
      plain += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return plain;
}

bool is_plain_address(const std::string& url) {
  const std::size_t host = url.find("://");
  if (host == std::string::npos) return false;
  const std::string authority = url.substr(host + 3, url.find_first_of("/?", host + 3) - host - 3);
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
  return !authority.empty() && authority.find_first_not_of(kLetters) == std::string::npos;
}

bool is_redirect(const HttpAnswer& answer) {
  constexpr std::array kStatuses{301, 302, 303, 307, 308};
  return !answer.redirect_to.empty() && std::ranges::find(kStatuses, answer.status) != kStatuses.end();
}

void turn_into_get(engine::FetchRequest& request) {
  request.method = "GET";
  request.body.clear();
  std::erase_if(request.headers, [](const auto& header) { return iequals(header.name, "Content-Type"); });
}

/// What the recipe sends to one origin is not for another: it may be a token.
void keep_harmless_headers(Headers& headers) {
  std::erase_if(headers, [](const auto& header) { return !iequals(header.name, "Accept") && !iequals(header.name, "Content-Type"); });
}

/// The request for the place that it is sent on to.
engine::FetchRequest sent_on(engine::FetchRequest request, const HttpAnswer& answer) {
  const bool keeps_method = answer.status == 307 || answer.status == 308;
  if (!keeps_method && request.method != "GET") turn_into_get(request);
  if (origin_of(answer.redirect_to) != origin_of(request.url)) keep_harmless_headers(request.headers);
  request.url = in_plain_letters(answer.redirect_to);
  return request;
}

engine::FetchFailed shown_without_values(const engine::FetchFailed& failure) {
  return {engine::strip_query_values(failure.url()), failure.reason(), failure.kind()};
}

}  // namespace

/// Tells the evidence and the trace of one request, however it ends.
class StepRunner::SentRequest {
 public:
  SentRequest(engine::Page& page, engine::TraceRecorder* trace, const engine::FetchRequest& request) : page_(page), trace_(trace) {
    entry_.page = page.id();
    entry_.started = std::chrono::system_clock::now();
    entry_.method = request.method;
    entry_.url = request.url;
    entry_.resource_type = "fetch";
    for (const auto& [name, value] : request.headers) entry_.request_headers[name] = value;
    if (!request.body.empty()) entry_.post_data = request.body;
  }

  ~SentRequest() {
    if (!told_) failed("not answered, or not kept");  // cancelled, or the disk is full
  }
  SentRequest(const SentRequest&) = delete;
  SentRequest& operator=(const SentRequest&) = delete;

  void answered(const HttpAnswer& answer) {
    entry_.status = answer.status;
    entry_.content_bytes = static_cast<long long>(answer.size_bytes);
    for (const auto& [name, value] : answer.headers) {
      std::string& text = entry_.response_headers[name];
      text += (text.empty() ? "" : "\n") + value;
      if (iequals(name, "Content-Type")) entry_.mime_type = value;
    }
    end();
  }
  void failed(const std::string& reason) {
    entry_.failure = reason;
    end();
  }

 private:
  void end() {
    told_ = true;
    const auto took = std::chrono::steady_clock::now() - began_;
    entry_.wait_ms = std::chrono::duration<double, std::milli>(took).count();
    page_.context().evidence().add(engine::RequestLine{.time = entry_.started,
                                                       .method = entry_.method,
                                                       .url = engine::strip_query_values(entry_.url),
                                                       .resource_type = "Fetch",
                                                       .status = entry_.status,
                                                       .failure = entry_.failure,
                                                       .duration = std::chrono::duration_cast<std::chrono::milliseconds>(took)});
    if (trace_ != nullptr) trace_->add_request(std::move(entry_));
  }

  engine::Page& page_;
  engine::TraceRecorder* trace_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  engine::HarEntry entry_;
  bool told_ = false;
};

awaitable<HttpAnswer> StepRunner::send_with_cookies(engine::FetchRequest request, std::filesystem::path file, Deadline deadline) {
  for (auto& header : co_await page_.request_headers(request.method, request.url, deadline))
    if (!engine::has_header(request.headers, header.name)) request.headers.push_back(std::move(header));
  SentRequest sent(page_, task_.settings.trace, request);
  HttpAnswer answer;
  try {
    answer = co_await task_.settings.http(request, std::move(file), deadline);
  } catch (const engine::FetchFailed& failure) {
    sent.failed(failure.reason());
    throw shown_without_values(failure);
  }
  sent.answered(answer);
  co_await page_.take_cookies(request.url, answer.headers, deadline);
  co_return answer;
}

awaitable<engine::FetchResult> StepRunner::fetch_over_http(const Step& step, engine::FetchRequest request, std::filesystem::path file,
                                                           Deadline deadline) {
  if (!task_.settings.http)
    throw ConfigurationLacking(task_.recipe.file + ": via: http: nothing here can send requests besides the browser");
  for (const auto& [name, value] : request.headers)
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      throw SiteChanged(place_of(step), "the value for the header " + name + " has more than one line");
  request.url = in_plain_letters(request.url);
  bool redirected = false;
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    const std::string shown = engine::strip_query_values(request.url);
    if (!is_plain_address(request.url)) throw SecretRefused(place_of(step), shown + " is no plain address; nothing was sent");
    HttpAnswer answer = co_await send_with_cookies(request, file, deadline);
    if (!is_redirect(answer))
      co_return engine::FetchResult{.status = answer.status,
                                    .final_url = request.url,
                                    .headers = std::move(answer.headers),
                                    .size_bytes = answer.size_bytes,
                                    .redirected = redirected};
    request = sent_on(std::move(request), answer);
    redirected = true;
    if (std::ranges::find(allowed_origins_, origin_of(request.url)) != allowed_origins_.end()) continue;
    if (leads_to_sign_in(request.url))
      throw LoginNeeded(place_of(step), "the session has ended: the server sends us on to its sign-in page");
    throw SecretRefused(place_of(step), "the server sends us on to " + engine::strip_query_values(request.url) +
                                            ", which is at none of the recipe's origins; nothing was sent there");
  }
  throw engine::FetchFailed(engine::strip_query_values(request.url), "more than " + std::to_string(kMostRedirects) + " redirects");
}

}  // namespace nightporter::sites
