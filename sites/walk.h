#pragma once

#include <functional>
#include <vector>

#include "sites/step.h"

namespace nightporter::sites {

/// Calls `visit` for every step, those inside of other steps too, in the file's order.
void for_every_step(const Steps& steps, const std::function<void(const Step&)>& visit);

/// Every template that a step itself holds (not those of the steps inside it).
std::vector<TextTemplate> templates_of(const Step& step);

}  // namespace nightporter::sites
