#include "engine/evidence/evidence_ring.h"

namespace nightporter::engine {

void EvidenceRing::add(RequestLine request) {
  if (request.failed()) push(failures_, request);
  push(requests_, std::move(request));
}

void EvidenceRing::clear() {
  console_.clear();
  page_errors_.clear();
  requests_.clear();
  failures_.clear();
}

namespace {

/// "https://name:password@host/" without what stands before the @.
std::string without_user(std::string url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const std::size_t at = url.substr(0, url.find('/', scheme + 3)).rfind('@');
  return at == std::string::npos ? url : url.replace(scheme + 3, at - scheme - 3, "…");
}

}  // namespace

std::string strip_query_values(const std::string& url) {
  const std::size_t start = url.find_first_of("?#");
  if (url.starts_with("data:")) return url.substr(0, url.find(',')) + ",…";
  if (start == std::string::npos) return without_user(url);
  std::string stripped = without_user(url.substr(0, start));
  bool in_value = false;
  for (const char c : std::string_view(url).substr(start)) {
    if (c == '?' || c == '#' || c == '&') {
      in_value = false;
      stripped += c;
    } else if (!in_value) {
      stripped += c;
      if (c == '=') {
        in_value = true;
        stripped += "…";
      }
    }
  }
  return stripped;
}

}  // namespace nightporter::engine
