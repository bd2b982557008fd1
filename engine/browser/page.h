#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/subscription.h"
#include "engine/browser/fetch_request.h"
#include "engine/browser/response.h"
#include "engine/browser/url_pattern.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

class BrowserContext;
class Dialogs;
class FileChooserWait;
enum class DialogAnswer;
class Frame;
class Keyboard;
class Locator;
class Mouse;
class Page;
class Selector;
struct OverlayRule;
struct PageImpl;

/// How far a document must have come.
enum class WaitUntil {
  kCommit,            // the new document is there, nothing of it need be read
  kDomContentLoaded,  // parsed
  kLoad,              // images, frames and style sheets too
  kNetworkIdle,       // and 500 ms without a request
};

/// In CSS pixels.
struct Clip {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// What a picture shows, and in which format. A plain value.
struct ScreenshotOptions {
  enum class Extent { kViewport, kFullPage };
  enum class Format { kPng, kJpeg };
  Extent extent = Extent::kViewport;
  Format format = Format::kPng;
  /// In CSS pixels of the document; instead of `extent`.
  std::optional<Clip> clip;
};

/// A response that is waited for from now on. Make it before the trigger; destroying it stops the watch.
class ResponseWait {
 public:
  /// Throws PageClosed, PageCrashed; DeadlineExceeded.
  awaitable<Response> wait(Deadline deadline);

 private:
  friend class Page;
  friend struct PageImpl;
  struct State;
  explicit ResponseWait(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// A popup that is waited for from now on. Make it before the trigger; destroying it stops the watch.
class PopupWait {
 public:
  /// The first page that this page opened since.
  awaitable<Page*> wait(Deadline deadline);

 private:
  friend class Page;
  friend struct PageImpl;
  struct State;
  explicit PopupWait(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// One tab. Owned by its BrowserContext and alive as long as the context, also after it was closed; then what asks something of it
/// throws PageClosed. After its renderer died everything throws PageCrashed; nothing hangs. Dialogs are answered at once (see Dialogs).
class Page {
 public:
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// Goes to `url` and waits. Returns the answer to the main request: nullopt for about:blank, data: and moves within the document.
  /// Any HTTP status is a result. Throws NavigationFailed, DownloadStarting, PageCrashed, PageClosed, DeadlineExceeded.
  awaitable<std::optional<Response>> go_to(std::string url, WaitUntil until, Deadline deadline);
  /// As go_to, of the address where the page is.
  awaitable<std::optional<Response>> reload(WaitUntil until, Deadline deadline);

  /// Returns when the main frame's URL matches, at once if it does already.
  awaitable<void> wait_for_url(UrlPattern pattern, Deadline deadline);
  /// Returns when the current document has come that far, at once if it has already.
  awaitable<void> wait_for_load(WaitUntil until, Deadline deadline);
  /// The first response from now on; to be sure not to miss it use expect_response before the trigger.
  awaitable<Response> wait_for_response(UrlPattern pattern, Deadline deadline);
  /// The first response that matches, from this call on. Never waits or throws; ResponseWait::wait does.
  ResponseWait expect_response(UrlPattern pattern);
  /// The first page that this one opens, from this call on.
  PopupWait expect_popup();
  /// The first chooser for files that it opens, from this call on; see engine/element/file_chooser.h.
  FileChooserWait expect_file_chooser();
  /// Runs `script` (as evaluate) until it returns something true, which is returned as JSON text; asked again at every animation frame
  /// and again in the next document when the page navigates.
  awaitable<std::string> wait_for_function(std::string script, Deadline deadline);

  /// Frame::evaluate in the main frame.
  awaitable<std::string> evaluate(std::string script, std::vector<std::string> json_arguments, Deadline deadline);
  awaitable<std::string> evaluate(std::string script, Deadline deadline);

  /// Of the main frame's document; what was last known when the page is gone.
  std::string url() const;
  /// Throws PageCrashed, PageClosed, DeadlineExceeded, as all questions do.
  awaitable<std::string> title(Deadline deadline);
  /// The document as HTML, with its doctype.
  awaitable<std::string> content(Deadline deadline);
  /// The bytes of a PNG or JPEG file.
  awaitable<std::string> screenshot(ScreenshotOptions options, Deadline deadline);

  /// Makes a request from inside the page and streams the answer's body into `file`, which is overwritten; memory stays constant.
  /// Throws FetchFailed, also when no whole answer comes in time; DeadlineExceeded when the page itself does not answer; std::system_error
  /// for the file. On failure `file` may hold a part.
  awaitable<FetchResult> fetch(FetchRequest request, std::filesystem::path file, Deadline deadline);

  /// What the browser would add to a request for `url` whose address were typed into this tab: User-Agent, Accept-Language and the cookies
  /// that Chrome holds for it, and when the page is of the same origin Referer and, unless it is a GET, Origin. For a request that is made
  /// outside of the browser. Values of cookies that look like a session's are known to
  /// Browser::redact then.
  awaitable<std::vector<HttpHeader>> request_headers(std::string method, std::string url, Deadline deadline);
  /// Puts the cookies that an answer from `url` sets into the page's context, as if the browser had got it; what that host may not set,
  /// and what Chrome refuses, is passed over.
  awaitable<void> take_cookies(std::string url, std::vector<HttpHeader> answer, Deadline deadline);

  /// Lives as long as the page.
  Frame& main_frame() const;
  /// The main frame first; parents before their children.
  std::vector<Frame*> frames() const;
  /// Null when there is none, or it has left.
  Frame* frame_by_id(std::string_view id) const;

  /// From now on, whenever `handler.overlay` is visible when something is to be done to an element of this page, `handler.handle` is
  /// called first, and again when it appears while the element is waited for. Ends when the subscription does.
  [[nodiscard]] cdp::Subscription add_overlay_rule(OverlayRule handler);

  /// In the main frame; see Locator.
  Locator locator(Selector selector);
  Locator locator(std::vector<Selector> alternatives);
  /// Keyboard, mouse and dialogs live as long as the page.
  Keyboard& keyboard();
  Mouse& mouse();
  Dialogs& dialogs();

  /// Answers the dialog that Dialogs::leave_open has left open; does nothing when there is none. `prompt_text` is typed into a prompt.
  void answer_dialog(DialogAnswer answer, std::string prompt_text);

  BrowserContext& context() const;
  /// The page that opened this one; null when there is none.
  Page* opener() const;
  /// The target id, which is also the id of the main frame.
  const std::string& id() const;
  bool is_closed() const;
  bool has_crashed() const;

  /// Closes the tab; a beforeunload dialog is accepted. Returns when it is gone. Closing twice is harmless.
  awaitable<void> close(Deadline deadline);

  /// The session of the tab itself. Throws PageCrashed, PageClosed.
  cdp::Session& session() const;

  /// For engine/browser itself.
  PageImpl& impl() const { return *impl_; }
  explicit Page(std::shared_ptr<PageImpl> impl);

 private:
  std::shared_ptr<PageImpl> impl_;
};

}  // namespace nightporter::engine
