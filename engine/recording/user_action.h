#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/element/mouse.h"

namespace nightporter::engine {

class Frame;
class Page;

/// One thing that a person did on a page, as it was noticed in the page itself; see ContextOptions::on_user_action. What our own
/// locators do is not noticed but for clicks and keys, which go through the browser as a person's do. A plain value.
struct UserAction {
  enum class Kind {
    kClick,
    kDoubleClick,  // comes after the two clicks that it is made of
    kFill,         // a field has got its content: when it is left, and before anything else is done
    kSelect,       // `options` of a <select> are chosen now
    kCheck,
    kUncheck,
    kPress,      // Enter in a field, Escape, arrows in a list
    kUpload,     // `options` are the names of the files
    kGoTo,       // the page was sent to `value` by the person: typed, reloaded, back
    kNavigated,  // a document of the page has come to `value` by what was done before
    kMoved,      // the address of the same document has become `value`
    kWatching,   // a document has begun to be watched
  };

  Kind kind = Kind::kClick;
  Page* page = nullptr;    // lives as long as its context
  Frame* frame = nullptr;  // of `page`; may be detached by now

  /// Each found this element and no other in its frame, then; best first. Empty when nothing did, and for keys that went to no element.
  std::vector<std::string> selectors;
  std::string element;             // "<button id=export>"
  std::vector<std::string> names;  // id, name, autocomplete, label… of a field
  std::string input_type;          // "password", "date", "text"; empty when it is no form field
  std::string value;               // kFill, unless it is a secret; kGoTo, kNavigated
  bool is_secret = false;          // kFill: the field is for a password or a code, and its content was not read
  bool is_widget = false;          // kFill: the field suggests while one types
  std::vector<std::string> options;
  std::vector<std::string> values;  // kSelect: the values of the options
  std::string key;                  // kPress: "Enter", "Control+Enter"
  MouseButton button = MouseButton::kLeft;
};

/// Reads what the page's script reports into everything but `page` and `frame`. nullopt when it is no action that is known. Pure.
std::optional<UserAction> read_user_action(const std::string& json);

/// The selectors of the element that holds the child frame `frame` in its parent's document, best first; empty when it has gone.
/// The context must have been made with on_user_action. Throws DeadlineExceeded.
awaitable<std::vector<std::string>> selectors_of_owner(Frame& frame, Deadline deadline);

}  // namespace nightporter::engine
