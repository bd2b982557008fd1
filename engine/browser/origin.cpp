#include "engine/browser/origin.h"

#include <algorithm>
#include <cctype>

namespace nightporter::engine {

std::optional<std::string> origin_of(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  std::string scheme(url.substr(0, scheme_end));
  const auto lower = [](unsigned char c) { return static_cast<char>(std::tolower(c)); };
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), lower);
  if (scheme != "http" && scheme != "https") return std::nullopt;

  std::string_view authority = url.substr(scheme_end + 3);
  authority = authority.substr(0, authority.find_first_of("/?#\\"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  std::string host(authority);
  std::transform(host.begin(), host.end(), host.begin(), lower);
  const std::string own_port = scheme == "http" ? ":80" : ":443";
  if (host.ends_with(own_port)) host.resize(host.size() - own_port.size());
  if (host.empty()) return std::nullopt;
  return scheme + "://" + host;
}

}  // namespace nightporter::engine
