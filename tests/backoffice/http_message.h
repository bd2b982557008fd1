#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightporter::backoffice {

/// Named texts in the order in which they came; a name may come twice. Names are compared without regard to ASCII case.
class HttpFields {
 public:
  HttpFields() = default;
  HttpFields(std::initializer_list<std::pair<std::string, std::string>> entries) : entries_(entries) {}

  void add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
  /// The first value of that name.
  std::optional<std::string> find(std::string_view name) const;
  /// The first value of that name, or "" when there is none.
  std::string value(std::string_view name) const { return find(name).value_or(""); }
  bool contains(std::string_view name) const { return find(name).has_value(); }

  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

/// One request as a handler sees it. A value: copies in the request log stay valid for ever.
struct HttpRequest {
  std::string method;      // "GET"
  std::string target;      // "/export?from=2025-11-12", as sent
  std::string path;        // "/export", percent-decoded
  std::uint16_t port = 0;  // the server's port that it came to
  std::string host;        // "127.0.0.1:40123", from the Host header
  HttpFields query;        // decoded
  HttpFields headers;
  HttpFields cookies;
  HttpFields form;      // decoded; of an application/x-www-form-urlencoded body, else empty
  HttpFields captured;  // what the route's {name} segments matched
  std::string body;
};

/// One whole answer. Content-Length, Connection and, when it is absent, Content-Type (text/html in UTF-8) are added when it is sent.
struct HttpResponse {
  int status = 200;
  HttpFields headers;
  std::string body;

  static HttpResponse html(std::string body, int status = 200);
  static HttpResponse text(std::string body, int status = 200);
  static HttpResponse json(std::string body, int status = 200);
  static HttpResponse redirect(std::string location, int status = 302);
  /// A file to save: Content-Disposition: attachment with `filename` (also as filename* when it is not ASCII). An empty `filename`
  /// sends "attachment" alone.
  static HttpResponse attachment(std::string content_type, std::string filename, std::string body, int status = 200);

  /// `attributes` such as "Path=/; HttpOnly; Max-Age=3600".
  HttpResponse& set_cookie(std::string_view name, std::string_view value, std::string_view attributes = "Path=/; HttpOnly; SameSite=Lax");
  HttpResponse& header(std::string name, std::string value);
};

/// Decodes %41 and, with `plus_is_space`, "+". A "%" that starts no escape is kept.
std::string percent_decode(std::string_view text, bool plus_is_space);
/// Encodes all but letters, digits and "-._~".
std::string percent_encode(std::string_view text);
/// "a=1&b=%20x" decoded.
HttpFields parse_urlencoded(std::string_view text);
/// "a=1; b=2"
HttpFields parse_cookies(std::string_view text);
/// The status line and headers, up to and with the empty line, with nothing added: "HTTP/1.1 200 OK\r\nA: b\r\n\r\n".
std::string format_head(std::string_view version, int status, const HttpFields& headers);
/// `bytes` as a gzip stream, the same bytes every time.
std::string gzip(std::string_view bytes);

}  // namespace nightporter::backoffice
