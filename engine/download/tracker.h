#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/context_options.h"
#include "engine/browser/url_pattern.h"
#include "engine/download/download.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

class FrameSession;
class Page;

/// Catches the downloads of one browser context. Owned by the context; on the connection's thread only.
/// It listens on the browser's root session, because a page's own session misses what popups and dying frames begin, and it is the only
/// one that may send Browser.setDownloadBehavior for the context: a second sender, or one without eventsEnabled, would blind it.
class DownloadTracker {
 public:
  /// `root` must outlive the tracker. `quarantine` (absolute) is where Chrome writes, each file named by its guid.
  DownloadTracker(cdp::Session& root, std::string browser_context_id, Downloads policy, std::filesystem::path quarantine);
  ~DownloadTracker();
  DownloadTracker(const DownloadTracker&) = delete;
  DownloadTracker& operator=(const DownloadTracker&) = delete;

  /// Makes Chrome save downloads (or refuse them) and report them. Before the context's first page is asked for; Chrome keeps the order.
  void start();
  /// Returns when Chrome has confirmed it. Throws ProtocolError when it refuses.
  awaitable<void> started(Deadline deadline);

  /// For the context: every page and popup, as soon as it exists and Network and Page events are enabled on its session; popups with
  /// opener() set. The tracker subscribes to what it needs.
  void page_opened(Page& page);
  /// For the page: a session of one of its out-of-process iframes, as soon as it exists.
  void frame_session_opened(const Page& page, FrameSession& session);
  /// For the context: before `page` is destroyed.
  void page_closed(Page& page);
  /// For the context: whether Chrome saves something now that a page of it has begun, armed or not.
  bool is_under_way() const;
  /// For the context: it is being disposed of, or the browser is gone. Every download that is waited for ends as kClosed.
  void context_closed(std::string why);

  /// The next download that `page`, its iframes or its popups begin. Arm before the trigger. When several are armed for one page they
  /// are served in the order of arming.
  Download arm(Page& page, DownloadLimits limits = {}, DownloadExpectation expectation = {});
  /// The next download that any page of the context begins and that nobody has armed a Download for. Only that a download ends it is told
  /// by type, not where pages went instead.
  Download arm(DownloadLimits limits = {}, DownloadExpectation expectation = {});

  /// The next answer to `page` or its popups from an address like `url`, taken before Chrome shows, saves or refuses it. The page stays
  /// where it is. An error status ends as kHttpError, its body kept as the evidence's file. We write the file: the browser may be anywhere.
  /// Chrome does not tell that a body broke off: without a Content-Length, or packed, it counts as whole, but length_verified is false.
  awaitable<Download> arm_capture(Page& page, UrlPattern url, DownloadLimits limits = {}, DownloadExpectation expectation = {});

  const std::filesystem::path& quarantine() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nightporter::engine
