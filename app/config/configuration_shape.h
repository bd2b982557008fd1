#pragma once

#include <string_view>

#include "sites/yaml/shape.h"

namespace nightporter::app {

/// What nightporter.yaml may say. Lives as long as the program.
const sites::yaml::Value& configuration_shape();

/// Whether `transport:` or --transport names a Chrome that runs already: ws://… or wss://….
bool is_chrome_address(std::string_view transport);

}  // namespace nightporter::app
