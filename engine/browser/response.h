#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::engine {

/// A header as it was sent; names are compared in any case.
struct HttpHeader {
  std::string name;
  std::string value;
};

/// Whether one of `headers` has that name, in any case.
bool has_header(const std::vector<HttpHeader>& headers, std::string_view name);

/// What a server answered; without the body. A value.
struct Response {
  std::string url;
  int status = 0;
  std::string status_text;
  std::string mime_type;
  std::vector<HttpHeader> headers;

  /// Whether the status is 200 to 299.
  bool ok() const { return status >= 200 && status <= 299; }
  /// The header of that name in any case; nullopt when there is none.
  std::optional<std::string> header(std::string_view name) const;
};

}  // namespace nightporter::engine
