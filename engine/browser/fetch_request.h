#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/browser/response.h"

namespace nightporter::engine {

/// A request made from inside a page: with its cookies, its origin and its referrer. A plain value.
struct FetchRequest {
  std::string method = "GET";
  /// Absolute, or relative to the page's URL.
  std::string url;
  /// Added to what the browser sends; Cookie, Host and Origin cannot be set.
  std::vector<HttpHeader> headers;
  /// UTF-8; sent when not empty.
  std::string body;
};

/// How a request ended. Any HTTP status is a result; only no answer at all is an error.
struct FetchResult {
  int status = 0;
  std::string final_url;
  std::vector<HttpHeader> headers;
  std::uint64_t size_bytes = 0;
  bool redirected = false;
};

}  // namespace nightporter::engine
