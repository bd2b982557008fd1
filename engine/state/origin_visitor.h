#pragma once

#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/subscription.h"

namespace nightporter::cdp {
class Session;
}
namespace nightporter::cdp::fetch {
struct RequestPaused;
}

namespace nightporter::engine {

class RequestInterception;

/// Takes a tab to origins without asking their servers: every request is answered with an empty page, so that a script of ours can
/// read and write the origin's storage and nothing of the site runs. The session and its interception must outlive it.
class OriginVisitor {
 public:
  OriginVisitor(cdp::Session& session, RequestInterception& interception);
  OriginVisitor(const OriginVisitor&) = delete;
  OriginVisitor& operator=(const OriginVisitor&) = delete;

  /// From now on no request of the tab reaches the network.
  awaitable<void> start(Deadline deadline);
  /// Goes to `origin` and calls `function` there with `json_arguments`; returns its value as JSON.
  /// Throws StorageStateError when there is no such place, JavaScriptError.
  awaitable<std::string> run(std::string origin, std::string function, std::vector<std::string> json_arguments, Deadline deadline);
  /// Back to about:blank and to the network, with no history.
  awaitable<void> stop(Deadline deadline);

 private:
  void answer(const cdp::fetch::RequestPaused& event);

  cdp::Session& session_;
  RequestInterception& interception_;
  cdp::Subscription rule_;
};

}  // namespace nightporter::engine
