#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/dom.h"
#include "cdp/protocol/ids.h"

/// The Page domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Page/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: lengths in CSS pixels (paper in inches), times of events in seconds on Chrome's monotonic clock unless said otherwise.
namespace nightporter::cdp::page {

struct Frame {
  FrameId id;
  std::optional<FrameId> parentId;
  LoaderId loaderId;
  std::optional<std::string> name;
  std::string url;
  std::optional<std::string> urlFragment;
  std::string mimeType;
  std::optional<std::string> unreachableUrl;
};

struct FrameTree {
  Frame frame;
  std::optional<std::vector<FrameTree>> childFrames;
};

/// A rectangle of the page, in CSS pixels.
struct Viewport {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double scale = 1;
};

struct LayoutViewport {
  int pageX = 0;
  int pageY = 0;
  int clientWidth = 0;
  int clientHeight = 0;
};

struct VisualViewport {
  double offsetX = 0;
  double offsetY = 0;
  double pageX = 0;
  double pageY = 0;
  double clientWidth = 0;
  double clientHeight = 0;
  double scale = 1;
};

struct Enable {
  static constexpr std::string_view kMethod = "Page.enable";
  using Result = Nothing;
};

struct Navigate {
  static constexpr std::string_view kMethod = "Page.navigate";
  struct Result {
    FrameId frameId;
    std::optional<LoaderId> loaderId;      // none: navigated within the document
    std::optional<std::string> errorText;  // net::ERR_…
    std::optional<bool> isDownload;
  };
  std::string url;
  std::optional<std::string> referrer;
  std::optional<FrameId> frameId;
};

struct Reload {
  static constexpr std::string_view kMethod = "Page.reload";
  using Result = Nothing;
  std::optional<bool> ignoreCache;
};

struct StopLoading {
  static constexpr std::string_view kMethod = "Page.stopLoading";
  using Result = Nothing;
};

/// Keeps the entry that is shown and forgets the others.
struct ResetNavigationHistory {
  static constexpr std::string_view kMethod = "Page.resetNavigationHistory";
  using Result = Nothing;
};

struct GetFrameTree {
  static constexpr std::string_view kMethod = "Page.getFrameTree";
  struct Result {
    FrameTree frameTree;
  };
};

struct SetLifecycleEventsEnabled {
  static constexpr std::string_view kMethod = "Page.setLifecycleEventsEnabled";
  using Result = Nothing;
  bool enabled = true;
};

struct CaptureScreenshot {
  static constexpr std::string_view kMethod = "Page.captureScreenshot";
  struct Result {
    std::string data;  // base64
  };
  std::optional<std::string> format;  // jpeg, png, webp
  std::optional<int> quality;         // 0 to 100, jpeg only
  std::optional<Viewport> clip;
  std::optional<bool> fromSurface;
  std::optional<bool> captureBeyondViewport;
  std::optional<bool> optimizeForSpeed;
};

struct PrintToPdf {
  static constexpr std::string_view kMethod = "Page.printToPDF";
  struct Result {
    std::string data;  // base64; empty with transferMode ReturnAsStream
    std::optional<StreamHandle> stream;
  };
  std::optional<bool> landscape;
  std::optional<bool> displayHeaderFooter;
  std::optional<bool> printBackground;
  std::optional<double> scale;
  std::optional<double> paperWidth;   // inches
  std::optional<double> paperHeight;  // inches
  std::optional<double> marginTop;
  std::optional<double> marginBottom;
  std::optional<double> marginLeft;
  std::optional<double> marginRight;
  std::optional<std::string> pageRanges;
  std::optional<std::string> headerTemplate;
  std::optional<std::string> footerTemplate;
  std::optional<bool> preferCSSPageSize;
  std::optional<std::string> transferMode;  // ReturnAsBase64, ReturnAsStream
};

struct HandleJavaScriptDialog {
  static constexpr std::string_view kMethod = "Page.handleJavaScriptDialog";
  using Result = Nothing;
  bool accept = false;
  std::optional<std::string> promptText;
};

struct AddScriptToEvaluateOnNewDocument {
  static constexpr std::string_view kMethod = "Page.addScriptToEvaluateOnNewDocument";
  struct Result {
    ScriptId identifier;
  };
  std::string source;
  std::optional<std::string> worldName;
  std::optional<bool> runImmediately;
};

struct RemoveScriptToEvaluateOnNewDocument {
  static constexpr std::string_view kMethod = "Page.removeScriptToEvaluateOnNewDocument";
  using Result = Nothing;
  ScriptId identifier;
};

struct CreateIsolatedWorld {
  static constexpr std::string_view kMethod = "Page.createIsolatedWorld";
  struct Result {
    ExecutionContextId executionContextId = 0;
  };
  FrameId frameId;
  std::optional<std::string> worldName;
  std::optional<bool> grantUniveralAccess;  // Chrome's own spelling
};

struct BringToFront {
  static constexpr std::string_view kMethod = "Page.bringToFront";
  using Result = Nothing;
};

struct Close {
  static constexpr std::string_view kMethod = "Page.close";
  using Result = Nothing;
};

struct SetDocumentContent {
  static constexpr std::string_view kMethod = "Page.setDocumentContent";
  using Result = Nothing;
  FrameId frameId;
  std::string html;
};

struct SetInterceptFileChooserDialog {
  static constexpr std::string_view kMethod = "Page.setInterceptFileChooserDialog";
  using Result = Nothing;
  bool enabled = true;
  std::optional<bool> cancel;
};

struct GetLayoutMetrics {
  static constexpr std::string_view kMethod = "Page.getLayoutMetrics";
  struct Result {
    LayoutViewport cssLayoutViewport;
    VisualViewport cssVisualViewport;
    dom::Rect cssContentSize;
  };
};

/// Frames come as ScreencastFrame events until StopScreencast; Chrome holds back while two of them are not acknowledged.
struct StartScreencast {
  static constexpr std::string_view kMethod = "Page.startScreencast";
  using Result = Nothing;
  std::optional<std::string> format;  // jpeg, png
  std::optional<int> quality;         // 0 to 100
  std::optional<int> maxWidth;        // device pixels
  std::optional<int> maxHeight;
  std::optional<int> everyNthFrame;
};

struct StopScreencast {
  static constexpr std::string_view kMethod = "Page.stopScreencast";
  using Result = Nothing;
};

struct ScreencastFrameAck {
  static constexpr std::string_view kMethod = "Page.screencastFrameAck";
  using Result = Nothing;
  int sessionId = 0;  // the frame's number
};

struct ScreencastFrameMetadata {
  double offsetTop = 0;  // CSS pixels
  double pageScaleFactor = 1;
  double deviceWidth = 0;  // of the viewport, CSS pixels
  double deviceHeight = 0;
  double scrollOffsetX = 0;
  double scrollOffsetY = 0;
};

struct ScreencastFrame {
  static constexpr std::string_view kEvent = "Page.screencastFrame";
  std::string data;  // base64
  ScreencastFrameMetadata metadata;
  int sessionId = 0;
};

struct LifecycleEvent {
  static constexpr std::string_view kEvent = "Page.lifecycleEvent";
  FrameId frameId;
  LoaderId loaderId;
  std::string name;  // init, commit, DOMContentLoaded, load, networkAlmostIdle, networkIdle…
  double timestamp = 0;
};

struct FrameAttached {
  static constexpr std::string_view kEvent = "Page.frameAttached";
  FrameId frameId;
  FrameId parentFrameId;
};

struct FrameDetached {
  static constexpr std::string_view kEvent = "Page.frameDetached";
  FrameId frameId;
  std::optional<std::string> reason;  // remove; swap: the frame goes on in another process
};

struct FrameNavigated {
  static constexpr std::string_view kEvent = "Page.frameNavigated";
  Frame frame;
  std::optional<std::string> type;  // Navigation, BackForwardCacheRestore
};

struct FrameRequestedNavigation {
  static constexpr std::string_view kEvent = "Page.frameRequestedNavigation";
  FrameId frameId;
  std::string reason;
  std::string url;
  std::string disposition;  // currentTab, newTab, newWindow, download
};

struct FrameStartedNavigating {
  static constexpr std::string_view kEvent = "Page.frameStartedNavigating";
  FrameId frameId;
  std::string url;
  LoaderId loaderId;
  std::string navigationType;
};

struct NavigatedWithinDocument {
  static constexpr std::string_view kEvent = "Page.navigatedWithinDocument";
  FrameId frameId;
  std::string url;
};

struct FrameStartedLoading {
  static constexpr std::string_view kEvent = "Page.frameStartedLoading";
  FrameId frameId;
};

struct FrameStoppedLoading {
  static constexpr std::string_view kEvent = "Page.frameStoppedLoading";
  FrameId frameId;
};

struct JavascriptDialogOpening {
  static constexpr std::string_view kEvent = "Page.javascriptDialogOpening";
  std::string url;
  std::optional<FrameId> frameId;
  std::string message;
  std::string type;  // alert, confirm, prompt, beforeunload
  std::optional<std::string> defaultPrompt;
};

struct JavascriptDialogClosed {
  static constexpr std::string_view kEvent = "Page.javascriptDialogClosed";
  std::optional<FrameId> frameId;
  bool result = false;
  std::string userInput;
};

struct FileChooserOpened {
  static constexpr std::string_view kEvent = "Page.fileChooserOpened";
  FrameId frameId;
  std::string mode;  // selectSingle, selectMultiple
  std::optional<BackendNodeId> backendNodeId;
};

struct LoadEventFired {
  static constexpr std::string_view kEvent = "Page.loadEventFired";
  double timestamp = 0;
};

struct DomContentEventFired {
  static constexpr std::string_view kEvent = "Page.domContentEventFired";
  double timestamp = 0;
};

struct WindowOpen {
  static constexpr std::string_view kEvent = "Page.windowOpen";
  std::string url;
  std::string windowName;
  bool userGesture = false;
};

}  // namespace nightporter::cdp::page
