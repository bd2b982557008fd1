#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"

/// The Browser domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Browser/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: sizes in bytes.
namespace nightporter::cdp::browser {

struct GetVersion {
  static constexpr std::string_view kMethod = "Browser.getVersion";
  struct Result {
    std::string protocolVersion;
    std::string product;
    std::string revision;
    std::string userAgent;
    std::string jsVersion;
  };
};

struct Close {
  static constexpr std::string_view kMethod = "Browser.close";
  using Result = Nothing;
};

struct SetDownloadBehavior {
  static constexpr std::string_view kMethod = "Browser.setDownloadBehavior";
  using Result = Nothing;
  std::string behavior;  // deny, allow, allowAndName, default
  std::optional<BrowserContextId> browserContextId;
  std::optional<std::string> downloadPath;
  std::optional<bool> eventsEnabled;
};

struct CancelDownload {
  static constexpr std::string_view kMethod = "Browser.cancelDownload";
  using Result = Nothing;
  DownloadGuid guid;
  std::optional<BrowserContextId> browserContextId;
};

struct GrantPermissions {
  static constexpr std::string_view kMethod = "Browser.grantPermissions";
  using Result = Nothing;
  std::vector<std::string> permissions;
  std::optional<std::string> origin;
  std::optional<BrowserContextId> browserContextId;
};

struct DownloadWillBegin {
  static constexpr std::string_view kEvent = "Browser.downloadWillBegin";
  FrameId frameId;
  DownloadGuid guid;
  std::string url;
  std::string suggestedFilename;
};

struct DownloadProgress {
  static constexpr std::string_view kEvent = "Browser.downloadProgress";
  DownloadGuid guid;
  double totalBytes = 0;  // 0 when unknown
  double receivedBytes = 0;
  std::string state;  // inProgress, completed, canceled
  std::optional<std::string> filePath;
};

}  // namespace nightporter::cdp::browser
