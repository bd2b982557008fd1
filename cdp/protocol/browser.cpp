#include "cdp/protocol/browser.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::browser {

BOOST_DESCRIBE_STRUCT(GetVersion, (), ())
BOOST_DESCRIBE_STRUCT(GetVersion::Result, (), (protocolVersion, product, revision, userAgent, jsVersion))
BOOST_DESCRIBE_STRUCT(Close, (), ())
BOOST_DESCRIBE_STRUCT(SetDownloadBehavior, (), (behavior, browserContextId, downloadPath, eventsEnabled))
BOOST_DESCRIBE_STRUCT(CancelDownload, (), (guid, browserContextId))
BOOST_DESCRIBE_STRUCT(GrantPermissions, (), (permissions, origin, browserContextId))
BOOST_DESCRIBE_STRUCT(DownloadWillBegin, (), (frameId, guid, url, suggestedFilename))
BOOST_DESCRIBE_STRUCT(DownloadProgress, (), (guid, totalBytes, receivedBytes, state, filePath))

}  // namespace nightporter::cdp::browser

NIGHTPORTER_COMMANDS(browser, (GetVersion)(Close)(SetDownloadBehavior)(CancelDownload)(GrantPermissions))
NIGHTPORTER_EVENTS(browser, (DownloadWillBegin)(DownloadProgress))
NIGHTPORTER_RESULTS(browser, (GetVersion::Result))
