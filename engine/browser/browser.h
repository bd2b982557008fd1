#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/context_options.h"
#include "engine/process/launch_options.h"

namespace nightporter::cdp {
class Connection;
class Redactor;
class Session;
}  // namespace nightporter::cdp

namespace nightporter::engine {

class BrowserContext;
class ChromeProcess;
struct BrowserImpl;

/// What Browser.getVersion says. A value.
struct BrowserVersion {
  std::string product;  // "Chrome/156.0.7300.1"
  std::string protocol_version;
  std::string revision;
  std::string user_agent;
};

/// One Chrome with the connection to it. Use it on the thread of its io_context only. It must outlive its contexts.
/// `close` is the way to end it; the destructor is the sure way: it kills the process that we started, and never throws.
class Browser {
 public:
  /// Starts Chrome and connects to it. Throws ChromeLaunchFailed.
  static awaitable<std::unique_ptr<Browser>> launch(LaunchOptions options, Deadline deadline);
  /// Connects to a Chrome that runs already and sees our files; closing leaves it running and only disposes the contexts that we made.
  /// `wire_log` as in LaunchOptions.
  static awaitable<std::unique_ptr<Browser>> connect(std::string web_socket_url, std::filesystem::path wire_log, Deadline deadline);

  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  /// A new, empty context with the storage state of `options` in place. Close it, or destroy it, before the browser.
  awaitable<std::unique_ptr<BrowserContext>> new_context(ContextOptions options, Deadline deadline);

  /// The context of the profile itself: what its pages store is kept in LaunchOptions::profile. To be had once. The storage state of
  /// `options` fills in what the profile lacks; what it has stays.
  awaitable<std::unique_ptr<BrowserContext>> profile_context(ContextOptions options, Deadline deadline);

  /// Asked once, when the browser was started.
  const BrowserVersion& version() const;
  /// The process that we started; null for a browser that we only connected to.
  ChromeProcess* process();
  /// False once Chrome has ended or the connection is gone; what asks something throws Disconnected then.
  bool is_connected() const;

  /// Keeps `secret` out of the wire log, traces and other evidence from now on, as it is and as JSON, URLs and HTML spell it. Whoever
  /// types or sends one says so first; for what is typed into a page see BrowserContext::hide.
  void redact(std::string secret);
  /// Knows all that was given to redact(), also when the browser has gone. On the browser's thread only; others get a copy.
  std::shared_ptr<const cdp::Redactor> redactor() const;

  /// Closes Chrome: one whose profile or folders for downloads stay politely, and surely at the deadline; any other at once, by a signal.
  /// Of a browser that was connected to, only the connection. Nothing of ours is left when this returns. Does not throw at the deadline.
  awaitable<void> close(Deadline deadline);

  /// For engine/ itself: the browser-level session.
  cdp::Session& root();

  /// For engine/browser itself.
  BrowserImpl& impl() { return *impl_; }

 private:
  using RestoreState = std::function<awaitable<void>(BrowserContext&, StorageState, Deadline)>;

  std::unique_ptr<BrowserContext> adopt_context(std::string id, ContextOptions options);
  static awaitable<void> prepare(BrowserContext& context, RestoreState restore, Deadline deadline);
  std::filesystem::path prepare_quarantine(const std::filesystem::path& wanted);
  std::filesystem::path make_shared_quarantine();

  explicit Browser(std::unique_ptr<BrowserImpl> impl);
  std::unique_ptr<BrowserImpl> impl_;
};

}  // namespace nightporter::engine
