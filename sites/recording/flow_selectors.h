#pragma once

#include <string>
#include <vector>

#include "sites/recording/flow.h"
#include "sites/step.h"

/// A recording's selectors in the words of a recipe, and the other way.
namespace nightporter::sites::recording {

/// What is done to the element: a name alone ("aria/Search") means the field of that label, or what shows that text.
enum class ElementUse { kPointedAt, kFilledIn };

struct SelectorsInRecipe {
  std::vector<std::string> selectors;  // each one that Selector::parse accepts; may be empty
  std::vector<std::string> left_out;   // as the recording has them
};

/// Keeps the order. "pierce/" selectors that say again what a CSS selector says are dropped: CSS sees into shadow roots here.
SelectorsInRecipe recipe_selectors(const FlowSelectors& selectors, ElementUse use);

/// What @puppeteer/replay understands of a recipe's selectors: aria/, text/, xpath/ and CSS. Those with filters (nth=, has-text=) or
/// states, and those with references to variables, are left out, so the result may be empty.
FlowSelectors flow_selectors(const Selectors& selectors);

}  // namespace nightporter::sites::recording
