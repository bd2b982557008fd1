#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace nightporter::app {

/// How long files stay; no days = they go at once, nullopt inside = for ever.
struct KeepTime {
  std::optional<std::chrono::days> days;
};

/// Reads "7 days", "1 day", "2 weeks", "none", "for ever". nullopt for anything else.
std::optional<KeepTime> parse_keep_time(std::string_view text);

}  // namespace nightporter::app
