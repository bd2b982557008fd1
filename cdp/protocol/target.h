#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"

/// The Target domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Target/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
namespace nightporter::cdp::target {

struct TargetInfo {
  TargetId targetId;
  std::string type;  // page, iframe, worker, service_worker, browser, tab, other…
  std::string title;
  std::string url;
  bool attached = false;
  std::optional<TargetId> openerId;
  std::optional<FrameId> openerFrameId;
  std::optional<FrameId> parentFrameId;
  std::optional<BrowserContextId> browserContextId;
  std::optional<std::string> subtype;
};

struct FilterEntry {
  std::optional<bool> exclude;
  std::optional<std::string> type;
};

struct SetAutoAttach {
  static constexpr std::string_view kMethod = "Target.setAutoAttach";
  using Result = Nothing;
  bool autoAttach = true;
  bool waitForDebuggerOnStart = true;
  std::optional<bool> flatten;
  std::optional<std::vector<FilterEntry>> filter;
};

struct SetDiscoverTargets {
  static constexpr std::string_view kMethod = "Target.setDiscoverTargets";
  using Result = Nothing;
  bool discover = true;
  std::optional<std::vector<FilterEntry>> filter;
};

struct CreateBrowserContext {
  static constexpr std::string_view kMethod = "Target.createBrowserContext";
  struct Result {
    BrowserContextId browserContextId;
  };
  std::optional<bool> disposeOnDetach;
  std::optional<std::string> proxyServer;
  std::optional<std::string> proxyBypassList;
};

struct DisposeBrowserContext {
  static constexpr std::string_view kMethod = "Target.disposeBrowserContext";
  using Result = Nothing;
  BrowserContextId browserContextId;
};

struct GetBrowserContexts {
  static constexpr std::string_view kMethod = "Target.getBrowserContexts";
  struct Result {
    std::vector<BrowserContextId> browserContextIds;
    std::optional<BrowserContextId> defaultBrowserContextId;  // since Chrome 139
  };
};

struct CreateTarget {
  static constexpr std::string_view kMethod = "Target.createTarget";
  struct Result {
    TargetId targetId;
  };
  std::string url;
  std::optional<int> width;
  std::optional<int> height;
  std::optional<BrowserContextId> browserContextId;
  std::optional<bool> newWindow;
  std::optional<bool> background;
};

struct CloseTarget {
  static constexpr std::string_view kMethod = "Target.closeTarget";
  using Result = Nothing;
  TargetId targetId;
};

struct AttachToTarget {
  static constexpr std::string_view kMethod = "Target.attachToTarget";
  struct Result {
    SessionId sessionId;
  };
  TargetId targetId;
  std::optional<bool> flatten;
};

struct DetachFromTarget {
  static constexpr std::string_view kMethod = "Target.detachFromTarget";
  using Result = Nothing;
  std::optional<SessionId> sessionId;
};

struct GetTargets {
  static constexpr std::string_view kMethod = "Target.getTargets";
  struct Result {
    std::vector<TargetInfo> targetInfos;
  };
  std::optional<std::vector<FilterEntry>> filter;
};

struct GetTargetInfo {
  static constexpr std::string_view kMethod = "Target.getTargetInfo";
  struct Result {
    TargetInfo targetInfo;
  };
  std::optional<TargetId> targetId;
};

struct ActivateTarget {
  static constexpr std::string_view kMethod = "Target.activateTarget";
  using Result = Nothing;
  TargetId targetId;
};

/// Comes on the session that asked for the attachment: the parent of the new one.
struct AttachedToTarget {
  static constexpr std::string_view kEvent = "Target.attachedToTarget";
  SessionId sessionId;
  TargetInfo targetInfo;
  bool waitingForDebugger = false;
};

struct DetachedFromTarget {
  static constexpr std::string_view kEvent = "Target.detachedFromTarget";
  SessionId sessionId;
};

struct TargetCreated {
  static constexpr std::string_view kEvent = "Target.targetCreated";
  TargetInfo targetInfo;
};

struct TargetInfoChanged {
  static constexpr std::string_view kEvent = "Target.targetInfoChanged";
  TargetInfo targetInfo;
};

struct TargetDestroyed {
  static constexpr std::string_view kEvent = "Target.targetDestroyed";
  TargetId targetId;
};

struct TargetCrashed {
  static constexpr std::string_view kEvent = "Target.targetCrashed";
  TargetId targetId;
  std::string status;
  int errorCode = 0;
};

}  // namespace nightporter::cdp::target
