#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/execution_context.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

class FrameLocator;
class Locator;
class Page;
class Selector;

/// One frame of a page: the main frame or an iframe, in the page's process or in another. Owned by its Page and alive as long as the
/// page, also after it has left it; then is_detached() is true and whatever waits or asks throws FrameDetached.
class Frame {
 public:
  Frame(Page& page, std::string id);
  ~Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  Page& page() const { return page_; }
  const std::string& id() const { return id_; }
  /// Of its document; what was last known when it has left.
  std::string url() const;
  /// The frame's name attribute.
  std::string name() const;
  /// Null for the main frame and for a detached one.
  Frame* parent() const;
  /// In the order of their attachment.
  std::vector<Frame*> children() const;
  /// True once it has left the page, or the page has gone.
  bool is_detached() const;

  /// When the document has asked for another one (a link was clicked, a form sent), waits until that has come, was refused or has become
  /// a download. False: it had not by the deadline.
  awaitable<bool> settle_navigation(Deadline deadline);

  Locator locator(Selector selector);
  Locator locator(std::vector<Selector> alternatives);
  FrameLocator frame_locator(Selector selector);

  /// Runs `script` in the page's own world: an expression, or a function, which is called with `json_arguments` (each JSON text).
  /// A promise is awaited. Returns the value as JSON text; undefined is "null".
  /// Throws JavaScriptError, ExecutionContextGone, FrameDetached, PageCrashed, PageClosed.
  awaitable<std::string> evaluate(std::string script, std::vector<std::string> json_arguments, Deadline deadline);
  awaitable<std::string> evaluate(std::string script, Deadline deadline);
  /// As evaluate, but only in a document whose security origin is one of `origins`: what the arguments hold cannot come to another one
  /// that takes its place. Throws OriginRefused.
  awaitable<std::string> evaluate_at(std::vector<std::string> origins, std::string script, std::vector<std::string> json_arguments,
                                     Deadline deadline);
  /// As evaluate, in the world of your choice.
  awaitable<std::string> evaluate_in(World world, std::string script, std::vector<std::string> json_arguments, Deadline deadline);

  /// The session that the frame belongs to now; it changes when the frame moves to another process.
  /// Throws FrameDetached, PageCrashed, PageClosed.
  cdp::Session& session() const;
  /// The world of the frame's current document; waits while there is none because a navigation is under way.
  awaitable<ExecutionContext> context_of(World world, Deadline deadline);
  /// The isolated world named "nightporter".
  awaitable<ExecutionContext> utility_context(Deadline deadline);
  /// The same without waiting; nullopt while there is none.
  std::optional<ExecutionContext> present_utility_context() const;

 private:
  awaitable<std::string> run(World world, std::optional<std::vector<std::string>> origins, std::string script,
                             std::vector<std::string> json_arguments, Deadline deadline);

  Page& page_;
  std::string id_;
};

}  // namespace nightporter::engine
