#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/element/mouse.h"
#include "engine/element/selector.h"

namespace nightporter::engine {

class Frame;
class FrameLocator;

/// What wait_for waits for: in the document or not, with a size and not hidden by a style or not.
enum class ElementState { kAttached, kDetached, kVisible, kHidden };

/// kYes skips the checks (visible, stable, enabled, not covered), not the search.
enum class Force { kNo, kYes };

/// kYes waits and checks as ever, and then does nothing: neither the mouse nor the page notices.
enum class Trial { kNo, kYes };

/// How an element is clicked. A plain value.
struct ClickOptions {
  MouseButton button = MouseButton::kLeft;
  int count = 1;
  KeyModifiers modifiers;
  std::optional<Point> position;  // from the element's top left corner; empty = its middle
  Force force = Force::kNo;
  Trial trial = Trial::kNo;
};

/// One option of a <select>: the first of the fields that is set decides.
struct OptionMatch {
  std::optional<std::string> value;
  std::optional<std::string> label;
  std::optional<int> index;
};

/// In pixels of the frame's viewport.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Which element an action was done to.
struct ElementMatch {
  /// Position of the selector that matched in the list that the locator was made of: 0 unless the site has drifted from what was
  /// known first.
  std::size_t alternative = 0;
  std::string element;  // "<button id=export>"
};

/// Says how to find one element of a frame, and acts on it. A value: finds nothing until it is asked to act, and then finds anew each time.
///
/// Alternatives are tried in order; the first that matches anything counts. Actions are strict: they want exactly one match, so say
/// visible=true, nth= or within() where there are several.
/// Actions wait until the element is there and ready, and start again when it is replaced or the frame navigates. Past the deadline
/// they throw an ElementError that tells the last state seen, and the page is left alone from then on.
///
/// The frame must outlive the call. Use on the connection's thread only.
class Locator {
 public:
  Locator(Frame& frame, Selector selector);
  /// `alternatives` must not be empty.
  Locator(Frame& frame, std::vector<Selector> alternatives);

  /// Elements below this one's.
  Locator locator(Selector inner) const;
  Locator locator(std::vector<Selector> alternatives) const;
  /// The same elements, but only inside of `outer`'s. Both must be of one frame: `outer`'s frame counts.
  Locator within(const Locator& outer) const;
  Locator nth(int index) const;
  /// Acts only in a document whose security origin is one of `origins` ("https://shop.test:8443"); a document without an address of its
  /// own (srcdoc) has that of the one around it. The origin is compared in the very document that is acted on, so what is typed, selected
  /// or uploaded cannot land in another one that takes its place. Actions throw OriginRefused; count() and the like are not bound.
  /// type() inserts the text in the page instead of sending keys, which go to whatever has the focus.
  Locator only_at(std::vector<std::string> origins) const;
  Locator first() const { return nth(0); }
  Locator last() const { return nth(-1); }

  // Actions. Each returns what it was done to.

  awaitable<ElementMatch> click(ClickOptions options, Deadline deadline) const;
  awaitable<ElementMatch> double_click(ClickOptions options, Deadline deadline) const;
  awaitable<ElementMatch> hover(Deadline deadline, Force force = Force::kNo) const;
  /// Replaces the content of an <input>, <textarea> or editable element, or finds the field behind a <label>. Dates and times are given
  /// as HTML has them: "2025-11-12", "14:30", "2025-11", "2025-W46", "2025-11-12T14:30". Throws ActionRefused for a value that the field
  /// does not take.
  awaitable<ElementMatch> fill(std::string value, Deadline deadline) const;
  /// Focuses the element and types `text` key by key.
  awaitable<ElementMatch> type(std::string text, Deadline deadline) const;
  /// Focuses the element and presses "Enter", "Control+A", "ArrowDown", "a"…
  awaitable<ElementMatch> press(std::string key, Deadline deadline) const;
  /// Clicks a checkbox, radio button or switch (or its label when it has no size itself) unless it is checked already.
  awaitable<ElementMatch> check(Deadline deadline) const;
  awaitable<ElementMatch> uncheck(Deadline deadline) const;
  /// Selects exactly these options, waiting for them to appear.
  awaitable<ElementMatch> select_option(std::vector<OptionMatch> options, Deadline deadline) const;
  /// Gives files to an <input type=file>. Throws ActionRefused when one does not exist or the browser's user cannot read it.
  awaitable<ElementMatch> upload(std::vector<std::filesystem::path> files, Deadline deadline) const;
  awaitable<ElementMatch> focus(Deadline deadline) const;
  /// kDetached and kHidden are content with no match at all, and with several.
  awaitable<ElementMatch> wait_for(ElementState state, Deadline deadline) const;

  // Questions. count() and is_visible() answer at once; the others wait for the element to be attached.

  awaitable<std::size_t> count(Deadline deadline) const;
  awaitable<bool> is_visible(Deadline deadline) const;
  awaitable<bool> is_checked(Deadline deadline) const;
  awaitable<bool> is_enabled(Deadline deadline) const;
  awaitable<std::string> text_content(Deadline deadline) const;
  awaitable<std::string> inner_text(Deadline deadline) const;
  /// Of every match, in document order.
  awaitable<std::vector<std::string>> all_inner_texts(Deadline deadline) const;
  awaitable<std::string> input_value(Deadline deadline) const;
  awaitable<std::optional<std::string>> attribute(std::string name, Deadline deadline) const;
  /// The frame that the element lives in, to ask for its address, say.
  awaitable<Frame*> frame(Deadline deadline) const;
  awaitable<Box> bounding_box(Deadline deadline) const;
  /// PNG of the element, scrolled into view.
  awaitable<std::string> screenshot(Deadline deadline) const;

  /// "css=#export or text=Export, within css=#toolbar, in frame css=iframe#main"
  std::string describe() const;

  // For the parts of this room.
  Frame& root_frame() const { return *frame_; }
  const std::vector<std::vector<Selector>>& frame_path() const { return frame_path_; }
  const std::vector<Selector>& chains() const { return chains_; }
  const std::optional<std::vector<std::string>>& origins() const { return origins_; }
  std::size_t alternative_of_chain(std::size_t chain) const { return chain % alternatives_; }

 private:
  friend class FrameLocator;
  Locator(Frame& frame, std::vector<std::vector<Selector>> frame_path, std::vector<Selector> chains, std::size_t alternatives);

  Frame* frame_;
  std::vector<std::vector<Selector>> frame_path_;    // selectors of iframes, from the root frame inwards
  std::vector<Selector> chains_;                     // every way to find the element, best first
  std::size_t alternatives_;                         // how many selectors the innermost list had
  std::optional<std::vector<std::string>> origins_;  // unset: all
};

/// The inside of an iframe that is found anew by every action, whichever process it lives in. A value, like Locator.
class FrameLocator {
 public:
  FrameLocator(Frame& parent, Selector iframe);
  FrameLocator(Frame& parent, std::vector<Selector> alternatives);

  Locator locator(Selector selector) const;
  Locator locator(std::vector<Selector> alternatives) const;
  FrameLocator frame_locator(Selector iframe) const;

 private:
  Frame* frame_;
  std::vector<std::vector<Selector>> path_;
};

}  // namespace nightporter::engine
