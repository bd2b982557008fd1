#pragma once

#include <string_view>

#include "cdp/protocol/codec.h"

/// The Inspector domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Inspector/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
namespace nightporter::cdp::inspector {

struct Enable {
  static constexpr std::string_view kMethod = "Inspector.enable";
  using Result = Nothing;
};

/// The renderer of the session's target is gone; its commands get no answer until it is reloaded.
struct TargetCrashed {
  static constexpr std::string_view kEvent = "Inspector.targetCrashed";
};

}  // namespace nightporter::cdp::inspector
