#pragma once

#include "sites/language/reader.h"

namespace nightporter::sites::language {

/// The whole file: shape first, then meaning. Appends all problems; the recipe is of use only when there are none.
Recipe read_recipe(const yaml::Document& document, std::vector<yaml::Problem>& problems);

}  // namespace nightporter::sites::language
