#include "cdp/protocol/target.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::target {

BOOST_DESCRIBE_STRUCT(TargetInfo, (),
                      (targetId, type, title, url, attached, openerId, openerFrameId, parentFrameId, browserContextId, subtype))
BOOST_DESCRIBE_STRUCT(FilterEntry, (), (exclude, type))
BOOST_DESCRIBE_STRUCT(SetAutoAttach, (), (autoAttach, waitForDebuggerOnStart, flatten, filter))
BOOST_DESCRIBE_STRUCT(SetDiscoverTargets, (), (discover, filter))
BOOST_DESCRIBE_STRUCT(CreateBrowserContext, (), (disposeOnDetach, proxyServer, proxyBypassList))
BOOST_DESCRIBE_STRUCT(CreateBrowserContext::Result, (), (browserContextId))
BOOST_DESCRIBE_STRUCT(DisposeBrowserContext, (), (browserContextId))
BOOST_DESCRIBE_STRUCT(GetBrowserContexts, (), ())
BOOST_DESCRIBE_STRUCT(GetBrowserContexts::Result, (), (browserContextIds, defaultBrowserContextId))
BOOST_DESCRIBE_STRUCT(CreateTarget, (), (url, width, height, browserContextId, newWindow, background))
BOOST_DESCRIBE_STRUCT(CreateTarget::Result, (), (targetId))
BOOST_DESCRIBE_STRUCT(CloseTarget, (), (targetId))
BOOST_DESCRIBE_STRUCT(AttachToTarget, (), (targetId, flatten))
BOOST_DESCRIBE_STRUCT(AttachToTarget::Result, (), (sessionId))
BOOST_DESCRIBE_STRUCT(DetachFromTarget, (), (sessionId))
BOOST_DESCRIBE_STRUCT(GetTargets, (), (filter))
BOOST_DESCRIBE_STRUCT(GetTargets::Result, (), (targetInfos))
BOOST_DESCRIBE_STRUCT(GetTargetInfo, (), (targetId))
BOOST_DESCRIBE_STRUCT(GetTargetInfo::Result, (), (targetInfo))
BOOST_DESCRIBE_STRUCT(ActivateTarget, (), (targetId))
BOOST_DESCRIBE_STRUCT(AttachedToTarget, (), (sessionId, targetInfo, waitingForDebugger))
BOOST_DESCRIBE_STRUCT(DetachedFromTarget, (), (sessionId))
BOOST_DESCRIBE_STRUCT(TargetCreated, (), (targetInfo))
BOOST_DESCRIBE_STRUCT(TargetInfoChanged, (), (targetInfo))
BOOST_DESCRIBE_STRUCT(TargetDestroyed, (), (targetId))
BOOST_DESCRIBE_STRUCT(TargetCrashed, (), (targetId, status, errorCode))

}  // namespace nightporter::cdp::target

NIGHTPORTER_COMMANDS(
    target,
    (SetAutoAttach)(SetDiscoverTargets)(CreateBrowserContext)(DisposeBrowserContext)(GetBrowserContexts)(CreateTarget)(CloseTarget)(AttachToTarget)(DetachFromTarget)(GetTargets)(GetTargetInfo)(ActivateTarget))
NIGHTPORTER_EVENTS(target, (AttachedToTarget)(DetachedFromTarget)(TargetCreated)(TargetInfoChanged)(TargetDestroyed)(TargetCrashed))
NIGHTPORTER_RESULTS(target, (CreateBrowserContext::Result)(GetBrowserContexts::Result)(CreateTarget::Result)(AttachToTarget::Result)(
                                GetTargets::Result)(GetTargetInfo::Result))
