#pragma once

#include <string_view>
#include <vector>

#include "engine/element/selector.h"

namespace nightporter::engine {

/// The parts of a selector that is written as text. Throws InvalidSelector, which knows the position. Pure.
std::vector<SelectorPart> read_selector(std::string_view text);

/// "has-text" of kHasText.
std::string_view name_of(SelectorPart::Engine engine);

}  // namespace nightporter::engine
