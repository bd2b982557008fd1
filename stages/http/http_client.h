#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "model/secret.h"

namespace nightporter::stages {

/// One request to a service. `secrets` are the words that no message may show, wherever they stand in it.
struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<model::Secret> secrets;
  std::size_t most_bytes = std::size_t{64} << 20U;  // of the answer's body
};

/// A whole answer, whatever its status.
struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of that name, letters of either case.
  std::optional<std::string> header(std::string_view name) const;
};

/// Asks web services for things, outside of the browser: libcurl with kept connections, TLS always verified, no redirects, proxies as the
/// environment says (http_proxy, https_proxy, no_proxy; never for this machine itself). Addresses without TLS are refused but for this
/// machine. One request at a time; any thread.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends the request and returns the answer. It blocks. Throws HttpFailed, with method and address and without secrets.
  HttpResponse send(const HttpRequest& request, Deadline deadline);

  /// The same on a worker thread. Cancelling makes the request end at once.
  awaitable<HttpResponse> send_on_worker(HttpRequest request, Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Encodes all but letters, digits and "-._~".
std::string url_encoded(std::string_view text);

}  // namespace nightporter::stages
