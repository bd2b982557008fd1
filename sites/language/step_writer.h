#pragma once

#include "sites/step.h"
#include "sites/yaml/document.h"

namespace nightporter::sites::language {

/// The step as a recipe says it, in its shortest form: { click: 'text="Search"' }. What read_recipe makes of it is the same step.
yaml::Node step_node(const Step& step);

/// One selector as a text, several as a list.
yaml::Node selectors_node(const Selectors& selectors);

/// "500ms", "60s", "2m", "1h"
std::string duration_text(Milliseconds duration);

}  // namespace nightporter::sites::language
