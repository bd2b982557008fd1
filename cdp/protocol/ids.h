#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

namespace nightporter::cdp {

/// A name that Chrome gave to something; `Tag` keeps the name of a frame from being taken for the name of a target.
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string value) : value_(std::move(value)) {}

  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;
  friend bool operator==(const Id&, const Id&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Id& id) { return out << id.value_; }

 private:
  std::string value_;
};

using BrowserContextId = Id<struct BrowserContextTag>;
using TargetId = Id<struct TargetTag>;
using SessionId = Id<struct SessionTag>;  // the empty one is the browser's own session
using FrameId = Id<struct FrameTag>;
using LoaderId = Id<struct LoaderTag>;
using DownloadGuid = Id<struct DownloadTag>;
using RemoteObjectId = Id<struct RemoteObjectTag>;
using ScriptId = Id<struct ScriptTag>;  // of Page.addScriptToEvaluateOnNewDocument
using NetworkRequestId = Id<struct NetworkRequestTag>;
using FetchRequestId = Id<struct FetchRequestTag>;
using StreamHandle = Id<struct StreamTag>;

using ExecutionContextId = int;
using BackendNodeId = int;

}  // namespace nightporter::cdp

template <class Tag>
struct std::hash<nightporter::cdp::Id<Tag>> {
  std::size_t operator()(const nightporter::cdp::Id<Tag>& id) const noexcept { return std::hash<std::string>()(id.value()); }
};
