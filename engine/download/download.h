#pragma once

#include <memory>
#include <optional>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/download/limits.h"
#include "engine/download/outcome.h"

namespace nightporter::engine {

class DownloadTracker;
struct ArmedDownload;

/// One download that is waited for, armed before whatever triggers it:
///
///     auto download = context.downloads().arm(page, limits, expectation);
///     co_await page.locator(export_button).click({}, deadline);
///     DownloadOutcome outcome = co_await download.outcome(deadline);
///
/// It catches what the page begins, and its iframes and popups. It does not depend on the page from then on: a page that closes meanwhile
/// loses nothing. Destroying it before it has ended cancels the download in Chrome. The tracker (so, the context) must outlive it.
class Download {
 public:
  Download(Download&&) noexcept;
  Download& operator=(Download&&) noexcept;
  ~Download();

  /// Waits until the download has ended one way or another, checks the file, and says how it was. Asking again gives the same answer.
  /// Throws cdp::DeadlineExceeded only if `deadline` passes before the limits do; the download is still waited for then.
  awaitable<DownloadOutcome> outcome(Deadline deadline);

  /// Waits until it has begun and tells what is known by then: address, name, guid, page. nullopt: it has ended without beginning, and
  /// outcome() says how. Throws cdp::DeadlineExceeded as outcome() does; its clocks run from now on.
  awaitable<std::optional<DownloadEvidence>> begun(Deadline deadline);

  /// Ends it as kCancelled, in Chrome too. No effect on one that has ended.
  awaitable<void> cancel(Deadline deadline);
  /// The same, and one that has come whole loses its file and ends as kDeleted.
  awaitable<void> discard(Deadline deadline);

  bool has_begun() const;

 private:
  friend class DownloadTracker;
  awaitable<void> wait_for_news(Deadline deadline);
  explicit Download(std::unique_ptr<ArmedDownload> armed);
  std::unique_ptr<ArmedDownload> armed_;
};

}  // namespace nightporter::engine
