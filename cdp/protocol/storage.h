#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"
#include "cdp/protocol/network.h"

/// The Storage domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Storage/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
namespace nightporter::cdp::storage {

struct GetCookies {
  static constexpr std::string_view kMethod = "Storage.getCookies";
  struct Result {
    std::vector<network::Cookie> cookies;
  };
  std::optional<BrowserContextId> browserContextId;
};

struct SetCookies {
  static constexpr std::string_view kMethod = "Storage.setCookies";
  using Result = Nothing;
  std::vector<network::CookieParam> cookies;
  std::optional<BrowserContextId> browserContextId;
};

struct ClearCookies {
  static constexpr std::string_view kMethod = "Storage.clearCookies";
  using Result = Nothing;
  std::optional<BrowserContextId> browserContextId;
};

struct ClearDataForOrigin {
  static constexpr std::string_view kMethod = "Storage.clearDataForOrigin";
  using Result = Nothing;
  std::string origin;
  std::string storageTypes;  // comma-separated: cookies,local_storage,indexeddb… or all
};

}  // namespace nightporter::cdp::storage
