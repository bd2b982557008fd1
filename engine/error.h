#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace nightporter::engine {

/// Base of everything that driving a browser throws.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string hint = {}) : std::runtime_error(message), hint_(std::move(hint)) {}

  /// What a person can do about it, in one sentence; empty when there is nothing to add to what().
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

// ---- elements ----

/// A selector that cannot be read. `position` counts bytes from 0 in `selector`.
class InvalidSelector : public Error {
 public:
  InvalidSelector(std::string selector, std::size_t position, std::string reason)
      : Error("selector \"" + selector + "\", character " + std::to_string(position + 1) + ": " + reason),
        selector_(std::move(selector)),
        position_(position),
        reason_(std::move(reason)) {}

  const std::string& selector() const { return selector_; }
  std::size_t position() const { return position_; }
  const std::string& reason() const { return reason_; }

 private:
  std::string selector_;
  std::size_t position_;
  std::string reason_;
};

/// An action on an element was not possible before the deadline. Nothing was done to the page.
class ElementError : public Error {
 public:
  /// `action`: "click"; `target`: Locator::describe(); `last_state`: what was seen last, e.g. "element is covered by <div class=overlay>".
  ElementError(std::string action, std::string target, std::string last_state, std::string hint = {})
      : Error(action + " " + target + ": " + last_state, std::move(hint)),
        action_(std::move(action)),
        target_(std::move(target)),
        last_state_(std::move(last_state)) {}

  const std::string& action() const { return action_; }
  const std::string& target() const { return target_; }
  const std::string& last_state() const { return last_state_; }

 private:
  std::string action_;
  std::string target_;
  std::string last_state_;
};

/// No alternative of the locator matched; last_state() names the closest element of the page where there is one.
class ElementNotFound : public ElementError {
 public:
  using ElementError::ElementError;
};

/// More than one element matched; last_state() lists them with selectors that tell them apart.
class ElementNotUnique : public ElementError {
 public:
  using ElementError::ElementError;
};

/// The element is there, but stayed hidden, moving, disabled, read-only or covered.
class ElementNotActionable : public ElementError {
 public:
  using ElementError::ElementError;
};

/// The element was ready, but cannot do what was asked: fill() on a link, a malformed date, an option that does not exist,
/// a file that the browser cannot read. Waiting would not help.
class ActionRefused : public ElementError {
 public:
  using ElementError::ElementError;
};

/// The document belongs to an origin that may not be given what was about to be given to it (Locator::only_at, Frame::evaluate_at).
/// Nothing was done to it.
class OriginRefused : public Error {
 public:
  /// `what`: "fill css=#password"; `origin`: "https://elsewhere.test", "null" for a sandboxed document.
  OriginRefused(const std::string& what, std::string origin)
      : Error(what + ": the document belongs to " + origin + ", which is none of the allowed origins"), origin_(std::move(origin)) {}

  const std::string& origin() const { return origin_; }

 private:
  std::string origin_;
};

/// wait_for(kHidden) or wait_for(kDetached): the element stayed.
class ElementStillThere : public ElementError {
 public:
  using ElementError::ElementError;
};

// ---- process ----

/// Chrome could not be started. what() says why, hint() what to do; both are written for an operator.
class ChromeLaunchFailed : public Error {
 public:
  /// What kept Chrome from starting; each has a remedy in hint().
  enum class Cause {
    kNoExecutable,
    kMissingLibrary,
    kNoSandbox,
    kProfileInUse,
    kNoDisplay,
    kNoSuchUser,
    kProfileNotWritable,
    kTimedOut,
    kExited
  };

  ChromeLaunchFailed(Cause cause, const std::string& message, std::string hint, std::string last_log_lines)
      : Error(message + (last_log_lines.empty() ? "" : "\nChrome's last lines:\n" + last_log_lines), std::move(hint)),
        cause_(cause),
        last_log_lines_(std::move(last_log_lines)) {}

  Cause cause() const { return cause_; }
  const std::string& last_log_lines() const { return last_log_lines_; }

 private:
  Cause cause_;
  std::string last_log_lines_;
};

// ---- pages ----

/// The page could not be brought to `url`; `reason` is Chrome's word, e.g. "net::ERR_NAME_NOT_RESOLVED".
class NavigationFailed : public Error {
 public:
  NavigationFailed(std::string url, std::string reason, int status = 0)
      : Error("navigation to " + url + ": " + reason + (status == 0 ? "" : " (HTTP status " + std::to_string(status) + ")")),
        url_(std::move(url)),
        reason_(std::move(reason)),
        status_(status) {}

  const std::string& url() const { return url_; }
  const std::string& reason() const { return reason_; }
  /// What the server answered, 0 when it did not.
  int status() const { return status_; }

 private:
  std::string url_;
  std::string reason_;
  int status_;
};

/// The navigation became a download: the page stays where it was. Arm the download before, and navigate with this expected.
class DownloadStarting : public Error {
 public:
  explicit DownloadStarting(std::string url)
      : Error("navigation to " + url + ": a download is starting", "expect the download before going to this address"),
        url_(std::move(url)) {}

  const std::string& url() const { return url_; }

 private:
  std::string url_;
};

/// The page's renderer died. Nothing can be asked of the page any more; close it.
class PageCrashed : public Error {
 public:
  explicit PageCrashed(const std::string& url) : Error("the page " + url + " has crashed", "run the step again in a new page") {}
};

/// The page was closed, by us or by itself.
class PageClosed : public Error {
 public:
  /// `why`: empty when it was simply closed.
  explicit PageClosed(const std::string& url, const std::string& why = {})
      : Error("the page " + url + " has been closed" + (why.empty() ? "" : ": " + why)) {}
};

/// The frame has left its page.
class FrameDetached : public Error {
 public:
  explicit FrameDetached(const std::string& url) : Error("the frame " + url + " has left the page") {}
};

/// The document in which a script ran was replaced while it ran.
class ExecutionContextGone : public Error {
 public:
  explicit ExecutionContextGone(const std::string& url) : Error("the document of " + url + " was replaced while a script ran in it") {}
};

/// A script threw, or its promise was rejected.
class JavaScriptError : public Error {
 public:
  /// `message` as in "TypeError: x is not a function"; `stack` as V8 writes it, may be empty.
  JavaScriptError(std::string message, std::string stack)
      : Error("JavaScript: " + message), message_(std::move(message)), stack_(std::move(stack)) {}

  const std::string& message() const { return message_; }
  const std::string& stack() const { return stack_; }

 private:
  std::string message_;
  std::string stack_;
};

/// A request in the page's session got no whole answer: refused, cut off, or blocked.
class FetchFailed : public Error {
 public:
  enum class Kind {
    kNoAnswer,  // nothing came, or nobody knows how much
    kCutShort,  // the answer had begun, and its body did not come to its end
    kTooLarge,  // the answer passed a limit
    kRefused,   // the address or the server's certificate is not to be trusted: another try cannot help
  };

  FetchFailed(std::string url, std::string reason, Kind kind = Kind::kNoAnswer)
      : Error("request to " + url + ": " + reason), url_(std::move(url)), reason_(std::move(reason)), kind_(kind) {}

  const std::string& url() const { return url_; }
  const std::string& reason() const { return reason_; }
  Kind kind() const { return kind_; }

 private:
  std::string url_;
  std::string reason_;
  Kind kind_;
};

// ---- storage state ----

/// A storage state that cannot be read or put into a browser.
class StorageStateError : public Error {
 public:
  using Error::Error;
};

}  // namespace nightporter::engine
