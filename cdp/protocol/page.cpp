#include "cdp/protocol/page.h"

#include "cdp/protocol/described.h"
#include "cdp/protocol/shared_types.h"

namespace nightporter::cdp::page {

BOOST_DESCRIBE_STRUCT(Frame, (), (id, parentId, loaderId, name, url, urlFragment, mimeType, unreachableUrl))
BOOST_DESCRIBE_STRUCT(FrameTree, (), (frame, childFrames))
BOOST_DESCRIBE_STRUCT(Viewport, (), (x, y, width, height, scale))
BOOST_DESCRIBE_STRUCT(LayoutViewport, (), (pageX, pageY, clientWidth, clientHeight))
BOOST_DESCRIBE_STRUCT(VisualViewport, (), (offsetX, offsetY, pageX, pageY, clientWidth, clientHeight, scale))
BOOST_DESCRIBE_STRUCT(Enable, (), ())
BOOST_DESCRIBE_STRUCT(Navigate, (), (url, referrer, frameId))
BOOST_DESCRIBE_STRUCT(Navigate::Result, (), (frameId, loaderId, errorText, isDownload))
BOOST_DESCRIBE_STRUCT(Reload, (), (ignoreCache))
BOOST_DESCRIBE_STRUCT(StopLoading, (), ())
BOOST_DESCRIBE_STRUCT(ResetNavigationHistory, (), ())
BOOST_DESCRIBE_STRUCT(GetFrameTree, (), ())
BOOST_DESCRIBE_STRUCT(GetFrameTree::Result, (), (frameTree))
BOOST_DESCRIBE_STRUCT(SetLifecycleEventsEnabled, (), (enabled))
BOOST_DESCRIBE_STRUCT(CaptureScreenshot, (), (format, quality, clip, fromSurface, captureBeyondViewport, optimizeForSpeed))
BOOST_DESCRIBE_STRUCT(CaptureScreenshot::Result, (), (data))
BOOST_DESCRIBE_STRUCT(PrintToPdf, (),
                      (landscape, displayHeaderFooter, printBackground, scale, paperWidth, paperHeight, marginTop, marginBottom, marginLeft,
                       marginRight, pageRanges, headerTemplate, footerTemplate, preferCSSPageSize, transferMode))
BOOST_DESCRIBE_STRUCT(PrintToPdf::Result, (), (data, stream))
BOOST_DESCRIBE_STRUCT(HandleJavaScriptDialog, (), (accept, promptText))
BOOST_DESCRIBE_STRUCT(AddScriptToEvaluateOnNewDocument, (), (source, worldName, runImmediately))
BOOST_DESCRIBE_STRUCT(AddScriptToEvaluateOnNewDocument::Result, (), (identifier))
BOOST_DESCRIBE_STRUCT(RemoveScriptToEvaluateOnNewDocument, (), (identifier))
BOOST_DESCRIBE_STRUCT(CreateIsolatedWorld, (), (frameId, worldName, grantUniveralAccess))
BOOST_DESCRIBE_STRUCT(CreateIsolatedWorld::Result, (), (executionContextId))
BOOST_DESCRIBE_STRUCT(BringToFront, (), ())
BOOST_DESCRIBE_STRUCT(Close, (), ())
BOOST_DESCRIBE_STRUCT(SetDocumentContent, (), (frameId, html))
BOOST_DESCRIBE_STRUCT(SetInterceptFileChooserDialog, (), (enabled, cancel))
BOOST_DESCRIBE_STRUCT(GetLayoutMetrics, (), ())
BOOST_DESCRIBE_STRUCT(GetLayoutMetrics::Result, (), (cssLayoutViewport, cssVisualViewport, cssContentSize))
BOOST_DESCRIBE_STRUCT(StartScreencast, (), (format, quality, maxWidth, maxHeight, everyNthFrame))
BOOST_DESCRIBE_STRUCT(StopScreencast, (), ())
BOOST_DESCRIBE_STRUCT(ScreencastFrameAck, (), (sessionId))
BOOST_DESCRIBE_STRUCT(ScreencastFrameMetadata, (), (offsetTop, pageScaleFactor, deviceWidth, deviceHeight, scrollOffsetX, scrollOffsetY))
BOOST_DESCRIBE_STRUCT(ScreencastFrame, (), (data, metadata, sessionId))
BOOST_DESCRIBE_STRUCT(LifecycleEvent, (), (frameId, loaderId, name, timestamp))
BOOST_DESCRIBE_STRUCT(FrameAttached, (), (frameId, parentFrameId))
BOOST_DESCRIBE_STRUCT(FrameDetached, (), (frameId, reason))
BOOST_DESCRIBE_STRUCT(FrameNavigated, (), (frame, type))
BOOST_DESCRIBE_STRUCT(FrameRequestedNavigation, (), (frameId, reason, url, disposition))
BOOST_DESCRIBE_STRUCT(FrameStartedNavigating, (), (frameId, url, loaderId, navigationType))
BOOST_DESCRIBE_STRUCT(NavigatedWithinDocument, (), (frameId, url))
BOOST_DESCRIBE_STRUCT(FrameStartedLoading, (), (frameId))
BOOST_DESCRIBE_STRUCT(FrameStoppedLoading, (), (frameId))
BOOST_DESCRIBE_STRUCT(JavascriptDialogOpening, (), (url, frameId, message, type, defaultPrompt))
BOOST_DESCRIBE_STRUCT(JavascriptDialogClosed, (), (frameId, result, userInput))
BOOST_DESCRIBE_STRUCT(FileChooserOpened, (), (frameId, mode, backendNodeId))
BOOST_DESCRIBE_STRUCT(LoadEventFired, (), (timestamp))
BOOST_DESCRIBE_STRUCT(DomContentEventFired, (), (timestamp))
BOOST_DESCRIBE_STRUCT(WindowOpen, (), (url, windowName, userGesture))

}  // namespace nightporter::cdp::page

NIGHTPORTER_COMMANDS(page,
                     (Enable)(Navigate)(Reload)(StopLoading)(ResetNavigationHistory)(GetFrameTree)(SetLifecycleEventsEnabled)(CaptureScreenshot)(PrintToPdf)(HandleJavaScriptDialog)(AddScriptToEvaluateOnNewDocument)(RemoveScriptToEvaluateOnNewDocument)(CreateIsolatedWorld)(BringToFront)(Close)(SetDocumentContent)(SetInterceptFileChooserDialog)(GetLayoutMetrics)(StartScreencast)(StopScreencast)(ScreencastFrameAck))
NIGHTPORTER_EVENTS(
    page,
    (LifecycleEvent)(FrameAttached)(FrameDetached)(FrameNavigated)(FrameRequestedNavigation)(FrameStartedNavigating)(NavigatedWithinDocument)(FrameStartedLoading)(FrameStoppedLoading)(JavascriptDialogOpening)(JavascriptDialogClosed)(FileChooserOpened)(LoadEventFired)(DomContentEventFired)(WindowOpen)(ScreencastFrame))
NIGHTPORTER_RESULTS(page, (Navigate::Result)(GetFrameTree::Result)(CaptureScreenshot::Result)(PrintToPdf::Result)(
                              AddScriptToEvaluateOnNewDocument::Result)(CreateIsolatedWorld::Result)(GetLayoutMetrics::Result))
