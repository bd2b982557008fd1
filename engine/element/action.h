#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/element/locator.h"

namespace nightporter::engine {

class Frame;

/// One action on what a Locator finds, tried again until it succeeds or the deadline passes: documents are replaced and frames come
/// and go meanwhile. Lives for one call of the Locator, inside of its coroutine.
class Action {
 public:
  /// `name` is the word for messages: "click".
  Action(Locator locator, std::string name, Deadline deadline);
  ~Action();

  /// Runs `request` (see run.js; "action" and its own fields) in the frame that the locator leads to and returns what it says.
  /// Throws ElementError of the fitting kind, InvalidSelector; FrameDetached, PageCrashed, PageClosed.
  awaitable<boost::json::object> run(boost::json::object request);

  /// Aims, clicks (or only moves the mouse there), and aims again when something came in between. False: `request` found nothing to click
  /// ("done").
  awaitable<bool> point(boost::json::object request, std::optional<ClickOptions> click);

  /// Maps a point of the current frame's viewport to the page's. Throws ElementNotActionable when an ancestor frame's element is covered.
  /// kArmed: from then on the documents around the frame let no click through that is not for them.
  enum class Guard { kNone, kArmed };
  awaitable<Point> to_page(Point point, Force force, Guard guard = Guard::kNone);

  /// The frame that the last run() took place in.
  Frame& frame() const { return *frame_; }
  const ElementMatch& match() const { return match_; }
  /// For steps that follow run() in the same document. Throws ElementNotActionable at the deadline.
  [[noreturn]] void give_up() const;
  void remember(std::string state) { last_state_ = std::move(state); }

 private:
  awaitable<Frame*> resolve_frame();
  /// Until when the page may wait by itself: with handlers of overlays on it, it is asked again from time to time.
  Deadline attempt_deadline() const;
  awaitable<void> handle_overlays();
  awaitable<void> wait_for_next_page(Frame& frame);
  awaitable<boost::json::object> run_once(boost::json::object request);
  awaitable<bool> mouse_comes_to_frame(Point point);
  awaitable<void> press(Point point, ClickOptions click);
  awaitable<std::string> click_at(Point point, ClickOptions click);
  awaitable<std::string> disarm_guards();

  Locator locator_;
  std::string name_;
  Deadline deadline_;
  Frame* frame_;
  std::vector<Frame*> guarded_around_;
  ElementMatch match_;
  std::string last_state_;
};

}  // namespace nightporter::engine
