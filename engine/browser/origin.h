#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::engine {

/// "https://shop.test:8443" of "https://shop.test:8443/a?b": scheme, host in lower case, and the port unless it is the scheme's own.
/// nullopt for what has no origin that storage could belong to (about:, data:, blob:, chrome-error:…).
std::optional<std::string> origin_of(std::string_view url);

/// Whether the origin of `url` is one of `allowed`, which are origins; "https://*.shop.test" stands for every host below shop.test.
/// An empty list allows all.
bool origin_is_allowed(std::string_view url, const std::vector<std::string>& allowed);

}  // namespace nightporter::engine
