#include "sites/recording/flow.h"

namespace nightporter::sites::recording {

std::string FlowStep::type() const {
  if (const auto* click = std::get_if<FlowClick>(&action)) return click->times == FlowClick::Times::kOnce ? "click" : "doubleClick";
  if (const auto* key = std::get_if<FlowKey>(&action)) return key->way == FlowKey::Way::kDown ? "keyDown" : "keyUp";
  // In the order of Action.
  static const char* const kTypes[] = {"setViewport",    "navigate",          "click",  "hover",
                                       "change",         "keyDown",           "scroll", "emulateNetworkConditions",
                                       "waitForElement", "waitForExpression", "close",  "customStep"};
  static_assert(std::size(kTypes) == std::variant_size_v<Action>);
  return kTypes[action.index()];
}

}  // namespace nightporter::sites::recording
