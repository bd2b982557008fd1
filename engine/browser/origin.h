#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nightporter::engine {

/// "https://shop.test:8443" of "https://shop.test:8443/a?b": scheme, host in lower case, and the port unless it is the scheme's own.
/// nullopt for what has no origin that storage could belong to (about:, data:, blob:, chrome-error:…).
std::optional<std::string> origin_of(std::string_view url);

}  // namespace nightporter::engine
