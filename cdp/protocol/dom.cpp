#include "cdp/protocol/dom.h"

#include "cdp/protocol/described.h"
#include "cdp/protocol/shared_types.h"

namespace nightporter::cdp::dom {

BOOST_DESCRIBE_STRUCT(Node, (), (nodeId, backendNodeId, nodeType, nodeName, localName, nodeValue, attributes, frameId))
BOOST_DESCRIBE_STRUCT(BoxModel, (), (content, padding, border, margin, width, height))
BOOST_DESCRIBE_STRUCT(Enable, (), ())
BOOST_DESCRIBE_STRUCT(DescribeNode, (), (backendNodeId, objectId))
BOOST_DESCRIBE_STRUCT(DescribeNode::Result, (), (node))
BOOST_DESCRIBE_STRUCT(ResolveNode, (), (backendNodeId, objectGroup, executionContextId))
BOOST_DESCRIBE_STRUCT(ResolveNode::Result, (), (object))
BOOST_DESCRIBE_STRUCT(GetContentQuads, (), (backendNodeId, objectId))
BOOST_DESCRIBE_STRUCT(GetContentQuads::Result, (), (quads))
BOOST_DESCRIBE_STRUCT(GetBoxModel, (), (backendNodeId, objectId))
BOOST_DESCRIBE_STRUCT(GetBoxModel::Result, (), (model))
BOOST_DESCRIBE_STRUCT(ScrollIntoViewIfNeeded, (), (backendNodeId, objectId, rect))
BOOST_DESCRIBE_STRUCT(SetFileInputFiles, (), (files, backendNodeId, objectId))
BOOST_DESCRIBE_STRUCT(GetFrameOwner, (), (frameId))
BOOST_DESCRIBE_STRUCT(GetFrameOwner::Result, (), (backendNodeId))
BOOST_DESCRIBE_STRUCT(Focus, (), (backendNodeId, objectId))
BOOST_DESCRIBE_STRUCT(GetNodeForLocation, (), (x, y, includeUserAgentShadowDOM, ignorePointerEventsNone))
BOOST_DESCRIBE_STRUCT(GetNodeForLocation::Result, (), (backendNodeId, frameId))

}  // namespace nightporter::cdp::dom

NIGHTPORTER_COMMANDS(
    dom,
    (Enable)(DescribeNode)(ResolveNode)(GetContentQuads)(GetBoxModel)(ScrollIntoViewIfNeeded)(SetFileInputFiles)(GetFrameOwner)(Focus)(GetNodeForLocation))
NIGHTPORTER_RESULTS(dom, (DescribeNode::Result)(ResolveNode::Result)(GetContentQuads::Result)(GetBoxModel::Result)(GetFrameOwner::Result)(
                             GetNodeForLocation::Result))
