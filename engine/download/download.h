#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/download/content_sniff.h"
#include "engine/download/outcome.h"

namespace nightporter::engine {

/// Three clocks, each with an outcome of its own.
struct DownloadLimits {
  std::chrono::milliseconds begin_within{30'000};  // from arm() to the first sign of the download
  std::chrono::milliseconds idle{30'000};          // without a new byte
  std::chrono::milliseconds total{300'000};        // from arm() to the end
  /// How long a download may still begin after the page has gone to another address.
  std::chrono::milliseconds after_navigation{5'000};
};

/// What the file should be, and how to tell the site's sign-in page from it.
struct DownloadExpectation {
  FileKind kind = FileKind::kAny;
  bool empty_file_allowed = false;
  std::function<bool(std::string_view url)> is_sign_in_page;   // of an address that the page or the download was led to
  std::function<bool(std::string_view body)> is_sign_in_body;  // of the first 256 KiB of a file that turned out to be HTML
};

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

  /// Ends it as kCancelled, in Chrome too. No effect on one that has ended.
  awaitable<void> cancel(Deadline deadline);

  bool has_begun() const;

 private:
  friend class DownloadTracker;
  explicit Download(std::unique_ptr<ArmedDownload> armed);
  std::unique_ptr<ArmedDownload> armed_;
};

}  // namespace nightporter::engine
