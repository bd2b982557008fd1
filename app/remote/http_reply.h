#pragma once

#include <string>
#include <utility>
#include <vector>

namespace nightporter::app {

/// What a visitor of our page has sent.
struct RemoteRequest {
  std::string method;
  std::string target;  // as sent: "/enter/abc"
  std::string host;    // "127.0.0.1:8443"
  std::string origin;  // "https://127.0.0.1:8443"; empty when the browser sends none
  std::string cookies;
  std::string body;
  std::string visitor;  // address that it came from
};

/// What it gets back.
struct HttpReply {
  int status = 404;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

}  // namespace nightporter::app
