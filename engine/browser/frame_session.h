#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cdp/session.h"
#include "cdp/subscription.h"
#include "engine/browser/request_interception.h"
#include "engine/recording/user_watch.h"

namespace nightporter::cdp::page {
struct FrameAttached;
struct FrameDetached;
struct FrameNavigated;
struct FrameTree;
struct JavascriptDialogOpening;
}  // namespace nightporter::cdp::page
namespace nightporter::cdp::runtime {
struct ConsoleApiCalled;
struct ExceptionThrown;
struct ExecutionContextCreated;
}  // namespace nightporter::cdp::runtime
namespace nightporter::cdp::target {
struct AttachedToTarget;
}

namespace nightporter::engine {

struct PageImpl;

/// One session of a page: that of the tab, or of an iframe that lives in another process. Turns Chrome's events into changes of the
/// page's trackers. Owned by the page.
class FrameSession {
 public:
  FrameSession(PageImpl& page, std::unique_ptr<cdp::Session> session, std::string target);
  FrameSession(const FrameSession&) = delete;
  FrameSession& operator=(const FrameSession&) = delete;

  /// Subscribes, sends what a new target needs, and lets it go. Tells the page when Chrome has done all of it.
  void start();

  cdp::Session& session() const { return *session_; }
  RequestInterception& interception() { return interception_; }
  bool is_main() const;

 private:
  struct Start;

  void subscribe();
  void block_resources();
  void send_start(Start& start);
  static awaitable<void> await_start(std::weak_ptr<PageImpl> page, std::string target, Start start);
  static awaitable<void> settle_detachment(std::weak_ptr<PageImpl> page, std::string frame, cdp::SessionId id, cdp::RawReply round_trip);

  void on_attached(const cdp::page::FrameAttached& event);
  void on_detached(const cdp::page::FrameDetached& event);
  void on_navigated(const cdp::page::FrameNavigated& event);
  void on_context_created(const cdp::runtime::ExecutionContextCreated& event);
  void on_dialog(const cdp::page::JavascriptDialogOpening& event);
  void on_console(const cdp::runtime::ConsoleApiCalled& event);
  void on_exception(const cdp::runtime::ExceptionThrown& event);
  void on_child_attached(const cdp::target::AttachedToTarget& event);
  void on_child_detached(const cdp::SessionId& id);
  void add_known_frames(const cdp::page::FrameTree& tree);

  PageImpl& page_;
  std::unique_ptr<cdp::Session> session_;
  std::string target_;
  RequestInterception interception_;
  /// Our frame has been seen again in the session above: it has come home, and is not lost when this session ends.
  bool came_home_ = false;
  std::vector<cdp::Subscription> subscriptions_;
  std::unique_ptr<UserWatch> watch_;  // null unless the context has somebody who watches
};

}  // namespace nightporter::engine
