#pragma once

#include <optional>
#include <string_view>

#include "tests/backoffice/http_message.h"

namespace nightporter::backoffice {

/// Whether `pattern` ("/stores/{code}/orders", "/static/*") matches the whole of `path`, and what its {name} segments matched.
std::optional<HttpFields> match_path(std::string_view pattern, std::string_view path);

/// Whether a route for `route_method` ("*" is any) answers a request with `method`.
bool matches_method(std::string_view route_method, std::string_view method);

}  // namespace nightporter::backoffice
