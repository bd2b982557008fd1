#pragma once

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cdp/async/signal.h"
#include "cdp/error.h"
#include "cdp/session.h"
#include "engine/browser/dialogs.h"
#include "engine/browser/execution_contexts.h"
#include "engine/browser/frame.h"
#include "engine/browser/frame_session.h"
#include "engine/browser/frame_tree.h"
#include "engine/browser/network_log.h"
#include "engine/browser/page.h"
#include "engine/element/keyboard.h"
#include "engine/element/mouse.h"
#include "engine/element/overlay_rule.h"

namespace nightporter::engine {

struct ContextImpl;

struct ResponseWait::State {
  UrlPattern pattern;
  std::optional<Response> found;
  std::exception_ptr failure;
  Signal changed;
};

struct PopupWait::State {
  Page* found = nullptr;
  std::exception_ptr failure;
  Signal changed;
};

/// What a Page is made of: trackers fed by the sessions of its frames, and the one signal that tells of every change. Shared only so
/// that a coroutine that waits for Chrome can notice that the page has been destroyed meanwhile.
struct PageImpl : std::enable_shared_from_this<PageImpl> {
  enum class Life { kStarting, kOpen, kCrashed, kClosed };
  /// kUnnoticed while we use the tab for ourselves: nothing goes to the evidence, no origin counts as visited.
  enum class Visibility { kSeen, kUnnoticed };

  PageImpl(ContextImpl& context, std::string target, Page* opener, std::unique_ptr<cdp::Session> session);
  ~PageImpl();

  /// Subscribes to everything and sends what a new target needs, letting it go last. `self` must be set.
  void start();

  /// Calls `operation`, a call on one of the page's sessions, and says PageCrashed or PageClosed when that is why it failed.
  template <class T>
  awaitable<T> watched(awaitable<T> operation) {
    try {
      co_return co_await std::move(operation);
    } catch (const cdp::SessionClosed&) {
      if (life != Life::kOpen) throw_gone();
      throw;
    }
  }

  /// Throws if nothing can be asked of the page any more.
  void require_open() const;
  [[noreturn]] void throw_gone() const;
  std::exception_ptr why_gone() const;

  /// Returns when `holds()` is true; throws as require_open does as soon as the page goes.
  template <class Predicate>
  awaitable<void> wait_until(Predicate holds, Deadline deadline, std::string what) {
    co_await changed.wait_until(
        [this, &holds] {
          require_open();
          return holds();
        },
        deadline, std::move(what));
  }

  // What the frame sessions report.
  void frame_appeared(const std::string& frame);
  void frames_left(const std::vector<std::string>& frames);
  void navigated(const CommittedDocument& document);
  void crashed();
  void closed();
  void started(std::exception_ptr failure);
  void response_arrived(const Response& response);
  void popup_opened(Page& popup);

  /// The session that `frame` belongs to now: its own, or that of the nearest frame above that has one.
  FrameSession& session_of(std::string_view frame) const;
  cdp::Session& main_session() const { return *main_session_; }

  ContextImpl& context;
  std::string id;
  Page* opener;
  Page* self = nullptr;
  Life life = Life::kStarting;
  Visibility visibility = Visibility::kSeen;
  std::exception_ptr start_failure;
  Signal changed;

  FrameTree tree;
  ExecutionContexts contexts;
  NetworkLog network;
  Dialogs dialogs;
  /// Target of the session that told of the dialog which is left open.
  std::string dialog_session;
  /// By target id, which is the id of the frame at its root. The page's own is among them.
  std::map<std::string, std::unique_ptr<FrameSession>, std::less<>> sessions;
  std::map<std::string, std::unique_ptr<Frame>, std::less<>> frames;
  std::vector<std::weak_ptr<ResponseWait::State>> response_waits;
  std::vector<std::weak_ptr<PopupWait::State>> popup_waits;
  std::vector<std::weak_ptr<OverlayRule>> overlay_rules;

 private:
  cdp::Session* main_session_;

 public:
  Keyboard keyboard;
  Mouse mouse;
};

}  // namespace nightporter::engine
