#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
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
  std::uint64_t most_bytes = std::uint64_t{64} << 20U;  // of the answer's body, unpacked
  /// Where the answer's body goes as it comes, mode 0600, over whatever is there; empty: into HttpResponse::body.
  std::filesystem::path body_file;
};

/// A whole answer, whatever its status.
struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::uint64_t size_bytes = 0;  // of the body, wherever it is
  std::string redirect_to;       // where the server sends the client on to, absolute; empty: it does not

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

  /// Sends the request and returns the answer. It blocks. Throws HttpFailed, with method and address and without secrets;
  /// std::system_error for the file, which then may hold a part.
  HttpResponse send(const HttpRequest& request, Deadline deadline);

  /// The same on a thread of the client's own. Cancelling makes the request end within about a second.
  awaitable<HttpResponse> send_on_worker(HttpRequest request, Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Encodes all but letters, digits and "-._~".
std::string url_encoded(std::string_view text);

}  // namespace nightporter::stages
