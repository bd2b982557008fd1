#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"

/// The Log domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Log/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
namespace nightporter::cdp::log {

struct LogEntry {
  std::string source;  // network, security, javascript…
  std::string level;   // verbose, info, warning, error
  std::string text;
  double timestamp = 0;  // milliseconds since 1970
  std::optional<std::string> url;
  std::optional<int> lineNumber;
  std::optional<NetworkRequestId> networkRequestId;
};

struct Enable {
  static constexpr std::string_view kMethod = "Log.enable";
  using Result = Nothing;
};

struct EntryAdded {
  static constexpr std::string_view kEvent = "Log.entryAdded";
  LogEntry entry;
};

}  // namespace nightporter::cdp::log
