#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/context_options.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

class Browser;
class DownloadTracker;
class EvidenceRing;
class Page;
struct ContextImpl;

/// One browser context: cookies, storage and pages of its own, shared with no other context. Made by Browser::new_context and owned
/// by its caller; the browser must outlive it. Pages belong to the context.
/// `close` disposes it in Chrome; the destructor only forgets it here, and Chrome keeps it until the browser closes.
class BrowserContext {
 public:
  ~BrowserContext();
  BrowserContext(const BrowserContext&) = delete;
  BrowserContext& operator=(const BrowserContext&) = delete;

  /// Opens about:blank. The page lives until the context goes, also after it was closed.
  awaitable<Page*> new_page(Deadline deadline);
  /// The open pages in the order in which they were opened, popups included.
  std::vector<Page*> pages() const;

  /// Returns when the next page has opened, closed or crashed.
  awaitable<void> pages_change(Deadline deadline);

  /// Cookies, localStorage (and databases, if wanted) of every origin visited or restored, sessionStorage of the open pages. The user's
  /// pages notice nothing. What cannot be exported is in StorageState::not_exportable.
  awaitable<StorageState> storage_state(Deadline deadline);
  awaitable<StorageState> storage_state(IndexedDb indexed_db, Deadline deadline);

  /// Replaces all that storage_state would capture by `state`; its sessionStorage waits for the next tab if none has opened yet. Pages
  /// that are open keep what their scripts hold. Throws StorageStateError.
  awaitable<void> set_storage_state(StorageState state, Deadline deadline);

  /// Deletes the cookies for which `chosen` is true, partitioned ones too, and leaves the others alone.
  awaitable<void> delete_cookies(std::function<bool(const Cookie&)> chosen, Deadline deadline);

  /// Lives as long as the context.
  DownloadTracker& downloads();
  /// The last console lines, uncaught errors and requests of all its pages.
  const EvidenceRing& evidence() const;
  EvidenceRing& evidence();

  /// For a secret that is about to be typed into a page of one of `origins` ("https://host[:port]"): Browser::redact, and from now on it is
  /// painted over in pictures and left out of snapshots wherever a page of those origins shows it.
  void hide(std::string secret, std::vector<std::string> origins);
  /// Browser::redact for the values of the session cookies that the context has now. Ask for it before evidence is written.
  awaitable<void> hide_session_cookies(Deadline deadline);

  /// Chrome's id of the context.
  const std::string& id() const;
  const ContextOptions& options() const;
  Browser& browser();
  /// True after close(), and when the browser is gone.
  bool is_closed() const;

  /// Closes the pages without asking them and disposes the context; downloads under way are cancelled, and what lies unpublished in the
  /// temporary quarantine is removed. Closing twice is harmless. Chrome that we started may still be at it when this returns, if nothing of
  /// the context's downloads could outlast it.
  awaitable<void> close(Deadline deadline);

  /// For engine/browser itself.
  ContextImpl& impl() { return *impl_; }
  explicit BrowserContext(std::unique_ptr<ContextImpl> impl);

 private:
  std::unique_ptr<ContextImpl> impl_;
};

}  // namespace nightporter::engine
