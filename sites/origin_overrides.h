#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sites/recipe.h"

namespace nightporter::sites {

/// "https://subs.example.com" of "https://subs.example.com/a?b"; in lower case, without the scheme's own port. Empty for what has none
/// (about:blank, a relative URL).
std::string origin_of(std::string_view url);

/// Sends a recipe to other servers than it names: from a site's real origins to a rehearsal's. A value type.
class OriginOverrides {
 public:
  OriginOverrides() = default;
  /// From origin to origin. Throws ConfigurationLacking when one of them is not an origin ("https://host[:port]").
  explicit OriginOverrides(const std::map<std::string, std::string>& real_to_other);

  /// The URL at the other origin; the same when there is none for it. Also for patterns such as "https://host/api/*".
  std::string apply(const std::string& url) const;
  bool empty() const { return by_origin_.empty(); }

 private:
  std::map<std::string, std::string> by_origin_;
};

/// The origins that a recipe may talk to for this store, after the overrides: what a browser context is limited to, and where
/// secrets may be typed.
std::vector<std::string> allowed_origins(const Recipe& recipe, const Variables& variables, const OriginOverrides& overrides);

}  // namespace nightporter::sites
