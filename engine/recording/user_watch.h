#pragma once

#include <string>
#include <vector>

#include "cdp/session.h"
#include "cdp/subscription.h"
#include "engine/recording/user_action.h"

namespace nightporter::cdp::page {
struct FrameNavigated;
}
namespace nightporter::cdp::runtime {
struct BindingCalled;
}

namespace nightporter::engine {

struct PageImpl;

/// Watches a person on one session of a page: puts the script into every document of it, and hands on what it reports. Owned by the
/// FrameSession, whose subscriptions are older, so that the page's trackers know an event before the watch does.
class UserWatch {
 public:
  UserWatch(PageImpl& page, cdp::Session& session);

  /// Sends what must be there before the target runs, and adds the replies that are owed.
  void send_start(std::vector<cdp::RawReply>& replies);

 private:
  void on_report(const cdp::runtime::BindingCalled& report);
  void on_navigated(const cdp::page::FrameNavigated& event);
  void tell(UserAction action);
  void tell_address(UserAction::Kind kind, std::string url);

  PageImpl& page_;
  cdp::Session& session_;
  /// The page itself has asked to be taken elsewhere: by a link, a form, a script.
  bool page_asked_ = false;
  std::vector<cdp::Subscription> subscriptions_;
};

}  // namespace nightporter::engine
