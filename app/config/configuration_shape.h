#pragma once

#include "sites/yaml/shape.h"

namespace nightporter::app {

/// What nightporter.yaml may say. Lives as long as the program.
const sites::yaml::Value& configuration_shape();

}  // namespace nightporter::app
