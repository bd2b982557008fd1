#include "sites/origin_overrides.h"

#include <algorithm>
#include <cctype>

#include "sites/error.h"

namespace nightporter::sites {
namespace {

/// Where the path begins; npos when `url` does not begin with http(s)://host.
std::size_t end_of_origin(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string_view::npos;
  const std::string_view name = url.substr(0, scheme);
  if (name.size() < 4 || name.size() > 5 || (name[0] != 'h' && name[0] != 'H')) return std::string_view::npos;
  const std::size_t end = std::min(url.find_first_of("/?#", scheme + 3), url.size());
  return end == scheme + 3 ? std::string_view::npos : end;
}

std::string require_origin(const std::string& text) {
  std::string trimmed = text;
  if (trimmed.ends_with('/')) trimmed.pop_back();
  const std::string origin = origin_of(trimmed);
  if (origin.empty() || end_of_origin(trimmed) != trimmed.size())
    throw ConfigurationLacking("\"" + text + "\" is no origin; write scheme and host only: https://www.example.com");
  return origin;
}

}  // namespace

std::string origin_of(std::string_view url) {
  const std::size_t end = end_of_origin(url);
  if (end == std::string_view::npos) return {};
  std::string origin(url.substr(0, end));
  std::transform(origin.begin(), origin.end(), origin.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!origin.starts_with("http://") && !origin.starts_with("https://")) return {};
  if (const std::size_t user = origin.find('@'); user != std::string::npos)
    origin.erase(origin.find("://") + 3, user + 1 - origin.find("://") - 3);
  if (origin.starts_with("https://") && origin.ends_with(":443")) origin.resize(origin.size() - 4);
  if (origin.starts_with("http://") && origin.ends_with(":80")) origin.resize(origin.size() - 3);
  return origin;
}

OriginOverrides::OriginOverrides(const std::map<std::string, std::string>& real_to_other) {
  for (const auto& [real, other] : real_to_other) by_origin_[require_origin(real)] = require_origin(other);
}

std::string OriginOverrides::apply(const std::string& url) const {
  const auto override = by_origin_.find(origin_of(url));
  return override == by_origin_.end() ? url : override->second + url.substr(end_of_origin(url));
}

std::vector<std::string> allowed_origins(const Recipe& recipe, const Variables& variables, const OriginOverrides& overrides) {
  std::vector<std::string> origins;
  for (const TextTemplate& origin : recipe.origins) origins.push_back(origin_of(overrides.apply(origin.render(variables).reveal())));
  return origins;
}

}  // namespace nightporter::sites
