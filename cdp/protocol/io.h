#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"

/// The IO domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/IO/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: sizes in bytes.
namespace nightporter::cdp::io {

struct Read {
  static constexpr std::string_view kMethod = "IO.read";
  struct Result {
    std::optional<bool> base64Encoded;
    std::string data;
    bool eof = false;
  };
  StreamHandle handle;
  std::optional<int> offset;
  std::optional<int> size;
};

struct Close {
  static constexpr std::string_view kMethod = "IO.close";
  using Result = Nothing;
  StreamHandle handle;
};

}  // namespace nightporter::cdp::io
