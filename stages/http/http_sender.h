#pragma once

#include <cstdint>

#include "sites/http_sender.h"

namespace nightporter::stages {

/// No export is larger; a packed answer that unpacks to more is a trap.
inline constexpr std::uint64_t kMostExportBytes = std::uint64_t{4} << 30U;

/// What a recipe's `via: http` sends its requests with: an HttpClient of its own, which keeps its connections as long as the sender lives.
/// One request at a time. An answer of more than `most_bytes` is refused.
sites::HttpSender http_sender(std::uint64_t most_bytes = kMostExportBytes);

}  // namespace nightporter::stages
