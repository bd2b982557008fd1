#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "cdp/protocol/network.h"

namespace nightporter::engine {

/// One Set-Cookie header of an answer from `url`, as RFC 6265bis reads it, for Chrome to keep: bound to that host, or to a domain that the
/// host belongs to. nullopt when it is no cookie, or one that this host may not set. What needs Chrome's knowledge (public suffixes,
/// prefixes such as __Host-, its limits) is left to Chrome. `now` counts Max-Age. Pure.
std::optional<cdp::network::CookieParam> parse_set_cookie(const std::string& url, std::string_view header,
                                                          std::chrono::system_clock::time_point now);

/// A cookie's date ("Wed, 21 Oct 2026 07:28:00 GMT" and the like) in Unix seconds; nullopt when it is none. Pure.
std::optional<double> parse_cookie_date(std::string_view text);

}  // namespace nightporter::engine
