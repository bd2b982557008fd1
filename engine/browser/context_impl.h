#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cdp/async/signal.h"
#include "cdp/protocol/target.h"
#include "cdp/session.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/download/tracker.h"
#include "engine/evidence/evidence_ring.h"

namespace nightporter::engine {

struct BrowserImpl;
struct PageImpl;

/// What was typed into pages of these origins and must not be seen.
struct HiddenSecret {
  std::string text;
  std::vector<std::string> origins;
};

/// What a BrowserContext is made of.
struct ContextImpl {
  ContextImpl(BrowserImpl& browser, std::string id, ContextOptions options);
  ~ContextImpl();

  /// A new tab of this context, paused. Synchronous: it is called in the event's handler.
  void target_attached(const cdp::target::TargetInfo& target, std::unique_ptr<cdp::Session> session);
  void page_ready(Page& page);
  void page_gone(Page& page);
  void close_pages();
  void require_open() const;

  Page* find(std::string_view target) const;
  cdp::target::CreateTarget tab_to_create() const;
  awaitable<std::string> create_target(Deadline deadline);
  /// Orders the tab that the first new_page() returns.
  void start_opening_page();

  /// A tab that the user never sees. While one is being opened, it cannot be told from a tab that is opened at the same moment; so
  /// tabs without an opener are held back, paused, until Chrome has said which is which.
  awaitable<std::pair<std::string, std::unique_ptr<cdp::Session>>> open_hidden_tab(Deadline deadline);
  void start_page(const cdp::target::TargetInfo& target, std::unique_ptr<cdp::Session> session);
  void release_undecided();

  awaitable<void> seed_first_tab(Page& page, Deadline deadline);

  BrowserImpl& browser;
  std::string id;
  ContextOptions options;
  BrowserContext* self = nullptr;
  EvidenceRing evidence;
  std::unique_ptr<DownloadTracker> downloads;
  std::vector<std::unique_ptr<Page>> pages;
  Signal changed;
  /// Origins of documents that were shown, or restored: where storage may be.
  std::set<std::string> origins;
  std::vector<HiddenSecret> hidden;
  /// Called for each session of a page before it is let go; may be empty. Whoever records the context sets it.
  std::function<void(PageImpl&, cdp::Session&)> session_started;
  /// What the first tab gets.
  std::vector<OriginState> session_storage_to_seed;
  /// Cookies of the session that a profile gets again with its first tab: a starting Chrome may throw them away once more.
  std::vector<Cookie> session_cookies_to_seed;
  std::optional<cdp::Reply<cdp::target::CreateTarget>> page_being_opened;
  bool closed = false;
  /// Chrome's own context, which cannot be disposed of.
  bool is_profile = false;

  int hidden_tabs_opening = 0;
  std::vector<std::pair<cdp::target::TargetInfo, std::unique_ptr<cdp::Session>>> undecided;
};

}  // namespace nightporter::engine
