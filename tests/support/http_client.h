#pragma once

#include <memory>
#include <optional>
#include <string>

#include "tests/backoffice/http_message.h"

namespace nightporter::test {

/// What came back. `failure` is libcurl's words when the answer was not whole; the rest then holds what had come.
struct HttpReply {
  int status = 0;
  backoffice::HttpFields headers;  // of the last answer, after redirects
  std::string body;
  std::string url;  // of the last answer
  std::optional<std::string> failure;
};

/// A blocking HTTP client with a cookie jar, kept connections and, if wanted, redirects: what tests of servers drive them with.
class HttpClient {
 public:
  enum class Redirects { kFollow, kReturn };

  explicit HttpClient(Redirects redirects = Redirects::kFollow);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpReply get(const std::string& url, backoffice::HttpFields headers = {});
  HttpReply post(const std::string& url, const std::string& body, const std::string& content_type, backoffice::HttpFields headers = {});
  HttpReply post_form(const std::string& url, const backoffice::HttpFields& form, backoffice::HttpFields headers = {});

  std::optional<std::string> cookie(const std::string& name) const;
  void forget_cookies();
  void forget_cookie(const std::string& name);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::test
