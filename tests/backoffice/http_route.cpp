#include "tests/backoffice/http_route.h"

namespace nightporter::backoffice {

std::optional<HttpFields> match_path(std::string_view pattern, std::string_view path) {
  if (!pattern.starts_with('/') || !path.starts_with('/')) return std::nullopt;
  HttpFields captured;
  while (true) {
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    if (pattern == "*") return captured;
    const std::string_view expected = pattern.substr(0, pattern.find('/'));
    const std::string_view segment = path.substr(0, path.find('/'));
    if (expected.starts_with('{') && expected.ends_with('}')) {
      if (segment.empty()) return std::nullopt;
      captured.add(std::string(expected.substr(1, expected.size() - 2)), std::string(segment));
    } else if (expected != segment) {
      return std::nullopt;
    }
    pattern.remove_prefix(expected.size());
    path.remove_prefix(segment.size());
    if (pattern.empty() || path.empty()) break;
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return captured;
}

bool matches_method(std::string_view route_method, std::string_view method) {
  return route_method == "*" || route_method == method || (route_method == "GET" && method == "HEAD");
}

}  // namespace nightporter::backoffice
