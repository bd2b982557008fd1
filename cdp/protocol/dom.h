#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"
#include "cdp/protocol/runtime.h"

/// The DOM domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/DOM/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: lengths in CSS pixels.
namespace nightporter::cdp::dom {

/// x and y of four corners, clockwise, in CSS pixels of the main frame's viewport.
using Quad = std::vector<double>;

struct Rect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct Node {
  int nodeId = 0;
  BackendNodeId backendNodeId = 0;
  int nodeType = 0;
  std::string nodeName;
  std::string localName;
  std::string nodeValue;
  std::optional<std::vector<std::string>> attributes;  // name, value, name, value…
  std::optional<FrameId> frameId;                      // of a frame's owner element
};

struct BoxModel {
  Quad content;
  Quad padding;
  Quad border;
  Quad margin;
  int width = 0;
  int height = 0;
};

struct Enable {
  static constexpr std::string_view kMethod = "DOM.enable";
  using Result = Nothing;
};

struct DescribeNode {
  static constexpr std::string_view kMethod = "DOM.describeNode";
  struct Result {
    Node node;
  };
  std::optional<BackendNodeId> backendNodeId;
  std::optional<RemoteObjectId> objectId;
};

struct ResolveNode {
  static constexpr std::string_view kMethod = "DOM.resolveNode";
  struct Result {
    runtime::RemoteObject object;
  };
  std::optional<BackendNodeId> backendNodeId;
  std::optional<std::string> objectGroup;
  std::optional<ExecutionContextId> executionContextId;
};

struct GetContentQuads {
  static constexpr std::string_view kMethod = "DOM.getContentQuads";
  struct Result {
    std::vector<Quad> quads;
  };
  std::optional<BackendNodeId> backendNodeId;
  std::optional<RemoteObjectId> objectId;
};

struct GetBoxModel {
  static constexpr std::string_view kMethod = "DOM.getBoxModel";
  struct Result {
    BoxModel model;
  };
  std::optional<BackendNodeId> backendNodeId;
  std::optional<RemoteObjectId> objectId;
};

struct ScrollIntoViewIfNeeded {
  static constexpr std::string_view kMethod = "DOM.scrollIntoViewIfNeeded";
  using Result = Nothing;
  std::optional<BackendNodeId> backendNodeId;
  std::optional<RemoteObjectId> objectId;
  std::optional<Rect> rect;
};

struct SetFileInputFiles {
  static constexpr std::string_view kMethod = "DOM.setFileInputFiles";
  using Result = Nothing;
  std::vector<std::string> files;
  std::optional<BackendNodeId> backendNodeId;
  std::optional<RemoteObjectId> objectId;
};

struct GetFrameOwner {
  static constexpr std::string_view kMethod = "DOM.getFrameOwner";
  struct Result {
    BackendNodeId backendNodeId = 0;
  };
  FrameId frameId;
};

struct Focus {
  static constexpr std::string_view kMethod = "DOM.focus";
  using Result = Nothing;
  std::optional<BackendNodeId> backendNodeId;
  std::optional<RemoteObjectId> objectId;
};

struct GetNodeForLocation {
  static constexpr std::string_view kMethod = "DOM.getNodeForLocation";
  struct Result {
    BackendNodeId backendNodeId = 0;
    FrameId frameId;
  };
  int x = 0;
  int y = 0;
  std::optional<bool> includeUserAgentShadowDOM;
  std::optional<bool> ignorePointerEventsNone;
};

}  // namespace nightporter::cdp::dom
