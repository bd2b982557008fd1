#pragma once

#include <string_view>

namespace nightporter::app {

inline constexpr std::string_view kVersion = NIGHTPORTER_VERSION;

}  // namespace nightporter::app
