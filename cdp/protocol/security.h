#pragma once

#include <string_view>

#include "cdp/protocol/codec.h"

/// The Security domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Security/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
namespace nightporter::cdp::security {

struct SetIgnoreCertificateErrors {
  static constexpr std::string_view kMethod = "Security.setIgnoreCertificateErrors";
  using Result = Nothing;
  bool ignore = true;
};

}  // namespace nightporter::cdp::security
