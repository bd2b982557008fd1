#include "stages/http/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstdint>
#include <limits>

#include "cdp/async/on_worker.h"
#include "engine/content/body_file.h"
#include "stages/http/error.h"

namespace nightporter::stages {

namespace asio = boost::asio;

namespace {

constexpr long kConnectWithinMilliseconds = 20'000;

struct Answer {
  HttpResponse response;
  std::uint64_t most_bytes = 0;
  std::optional<engine::BodyFile> file;
  bool is_final = false;  // no "100 Continue"
  bool has_head = false;
  bool too_large = false;
  std::exception_ptr file_failure;
};

std::size_t take_header(char* text, std::size_t size, std::size_t count, void* answer) {
  const std::string_view line(text, size * count);
  auto& taken_by = *static_cast<Answer*>(answer);
  auto& headers = taken_by.response.headers;
  if (line.starts_with("HTTP/")) {
    headers.clear();  // the answer after "100 Continue"
    const std::size_t status = line.find(' ');
    taken_by.is_final = status != std::string_view::npos && line.substr(status + 1, 1) != "1";
  } else if (line == "\r\n" || line == "\n") {
    taken_by.has_head = taken_by.is_final;
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    headers.emplace_back(std::string(line.substr(0, colon)), boost::algorithm::trim_copy(std::string(line.substr(colon + 1))));
  }
  return line.size();
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* taken_by) {
  auto& answer = *static_cast<Answer*>(taken_by);
  const std::string_view part(bytes, size * count);
  if (answer.response.size_bytes + part.size() > answer.most_bytes) {
    answer.too_large = true;
    return 0;
  }
  try {
    if (answer.file)
      answer.file->write(part);
    else
      answer.response.body.append(part);
  } catch (...) {
    answer.file_failure = std::current_exception();  // libcurl is C: nothing may be thrown through it
    return 0;
  }
  answer.response.size_bytes += part.size();
  return part.size();
}

int look_for_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

struct Host {
  std::string scheme;
  std::string name;
};

Host host_of(const std::string& url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string::npos) return {};
  const std::size_t begin = colon + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  std::string name = url.substr(begin, end - begin);
  if (const std::size_t at = name.rfind('@'); at != std::string::npos) name.erase(0, at + 1);
  const std::size_t port = name.rfind(':');
  if (port != std::string::npos && name.find(']', port) == std::string::npos) name.erase(port);
  return {.scheme = url.substr(0, colon), .name = name};
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "[::1]" || host == "127.0.0.1";
}

std::string without_secrets(std::string text, const std::vector<model::Secret>& secrets) {
  for (const model::Secret& secret : secrets)
    if (!secret.empty()) boost::algorithm::replace_all(text, secret.reveal(), "…");
  return text;
}

/// "POST https://oauth2.googleapis.com/token": the query is left out.
std::string words_of(const HttpRequest& request) {
  return without_secrets(request.method + " " + request.url.substr(0, request.url.find('?')), request.secrets);
}

HttpFailed::Kind kind_of(CURLcode code, const Answer& answer) {
  if (answer.too_large) return HttpFailed::Kind::kTooLarge;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return HttpFailed::Kind::kNotSent;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return HttpFailed::Kind::kUntrusted;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return HttpFailed::Kind::kUsage;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_ABORTED_BY_CALLBACK:
      return HttpFailed::Kind::kLost;
    default:
      return answer.has_head ? HttpFailed::Kind::kCutShort : HttpFailed::Kind::kLost;
  }
}

std::string hint_for(HttpFailed::Kind kind) {
  switch (kind) {
    case HttpFailed::Kind::kUntrusted:
      return "look at the machine's clock and its list of authorities (package ca-certificates); a proxy that opens TLS needs its own"
             " authority there";
    case HttpFailed::Kind::kTooLarge:
      return "this is more than the service should answer; look at what it is asked for";
    case HttpFailed::Kind::kUsage:
      return "correct the address";
    default:
      return "the next run tries again; look at the network, and at https_proxy and no_proxy where there is a proxy";
  }
}

struct HeaderLines {
  curl_slist* lines = nullptr;
  ~HeaderLines() { curl_slist_free_all(lines); }
  void add(const std::string& line) { lines = curl_slist_append(lines, line.c_str()); }
};

}  // namespace

struct HttpClient::Impl {
  Impl() {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    handle = initialised == CURLE_OK ? curl_easy_init() : nullptr;
    if (handle == nullptr) throw HttpFailed(HttpFailed::Kind::kNotSent, "libcurl", "it cannot be started", "look at the machine's memory");
  }
  ~Impl() { curl_easy_cleanup(handle); }

  void set_up(const HttpRequest& request, Deadline deadline, const HeaderLines& headers, Answer& answer, char* message) {
    curl_easy_reset(handle);  // connections stay
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "nightporter");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.lines);
    curl_easy_setopt(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &answer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, message);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, look_for_stop);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &stop);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectWithinMilliseconds);
    if (!deadline.is_never()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline.remaining()).count();
      const auto most = static_cast<std::int64_t>(std::numeric_limits<int>::max());
      curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(std::clamp<std::int64_t>(left, 1, most)));
    }
    if (is_this_machine(host_of(request.url).name)) curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    if (request.method == "GET") return;
    // When a kept connection breaks before the answer, libcurl sends the request once more by itself: a write might be done twice.
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    if (request.method != "POST") curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
  }

  CURL* handle = nullptr;
  std::atomic<bool> stop = false;
  OwnWorker worker;
};

HttpClient::HttpClient() : impl_(std::make_unique<Impl>()) {}
HttpClient::~HttpClient() = default;

HttpResponse HttpClient::send(const HttpRequest& request, Deadline deadline) {
  const Host host = host_of(request.url);
  if (host.scheme != "https" && !(host.scheme == "http" && is_this_machine(host.name)))
    throw HttpFailed(HttpFailed::Kind::kUsage, words_of(request), "only https addresses are asked, so that nothing secret travels in clear",
                     "write the address with https://");
  HeaderLines headers;
  for (const auto& [name, value] : request.headers) headers.add(value.empty() ? name + ";" : name + ": " + value);
  headers.add("Expect:");                                  // no round trip before a large body
  if (request.body.empty()) headers.add("Content-Type:");  // libcurl would call nothing a form
  Answer answer{.response = {}, .most_bytes = request.most_bytes};
  if (!request.body_file.empty()) answer.file.emplace(request.body_file);
  char message[CURL_ERROR_SIZE] = "";
  impl_->set_up(request, deadline, headers, answer, message);
  const CURLcode code = curl_easy_perform(impl_->handle);
  long status = 0;
  curl_easy_getinfo(impl_->handle, CURLINFO_RESPONSE_CODE, &status);
  const char* redirect_to = nullptr;
  curl_easy_getinfo(impl_->handle, CURLINFO_REDIRECT_URL, &redirect_to);
  if (redirect_to != nullptr) answer.response.redirect_to = redirect_to;
  curl_easy_reset(impl_->handle);  // nothing may refer to this frame any more
  if (answer.file_failure) std::rethrow_exception(answer.file_failure);
  if (code != CURLE_OK) {
    const HttpFailed::Kind kind = kind_of(code, answer);
    const std::string reason = answer.too_large ? "the answer is larger than " + std::to_string(request.most_bytes >> 20U) + " MiB"
                               : code == CURLE_OPERATION_TIMEDOUT ? "no whole answer in time"
                               : message[0] != '\0'               ? std::string(message)
                                                                  : std::string(curl_easy_strerror(code));
    throw HttpFailed(kind, words_of(request), without_secrets(reason, request.secrets), hint_for(kind));
  }
  if (answer.file) answer.file->sync();
  answer.response.status = static_cast<int>(status);
  return std::move(answer.response);
}

awaitable<HttpResponse> HttpClient::send_on_worker(HttpRequest request, Deadline deadline) {
  impl_->stop = false;
  auto cancelled = (co_await asio::this_coro::cancellation_state).slot();
  if (cancelled.is_connected()) cancelled.assign([stop = &impl_->stop](asio::cancellation_type) { stop->store(true); });
  std::exception_ptr failure;
  HttpResponse response;
  try {
    response = co_await impl_->worker.run([this, &request, deadline] { return send(request, deadline); });
  } catch (...) {
    failure = std::current_exception();
  }
  if (cancelled.is_connected()) cancelled.clear();
  if (impl_->stop) throw boost::system::system_error(asio::error::operation_aborted);
  if (failure) std::rethrow_exception(failure);
  co_return response;
}

std::optional<std::string> HttpResponse::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (boost::algorithm::iequals(known, name)) return value;
  return std::nullopt;
}

std::string url_encoded(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos)
      encoded += c;
    else
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return encoded;
}

}  // namespace nightporter::stages
