#pragma once

#include <string_view>

#include "cdp/protocol/codec.h"

namespace nightporter::cdp::security {

struct SetIgnoreCertificateErrors {
  static constexpr std::string_view kMethod = "Security.setIgnoreCertificateErrors";
  using Result = Nothing;
  bool ignore = true;
};

}  // namespace nightporter::cdp::security
