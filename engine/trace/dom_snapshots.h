#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/trace/trace_spool.h"

namespace nightporter::engine {

class Frame;
class Page;

/// Takes the documents of a page's frames as lines of a trace that Playwright's viewer draws again. The spool must outlive it.
class DomSnapshots {
 public:
  explicit DomSnapshots(TraceSpool& spool) : spool_(spool) {}

  struct Label {
    std::string call;   // of the action
    std::string phase;  // "before", "after"
    double now_ms = 0;  // on the trace's clock

    std::string name() const { return phase + "@" + call; }
  };

  /// Returns whether the main frame's document could be had: not of a page that is just navigating, has crashed or is too large.
  awaitable<bool> take(Page& page, Label label, Deadline deadline);
  /// The same as the last one of that page, without asking it. Returns whether there was one.
  bool repeat(Page& page, Label label);

  void clear() { last_.clear(); }

 private:
  struct Last {
    int count = 0;     // nodes of the last whole one
    int behind = 0;    // snapshots since then
    std::string head;  // what stands before its nodes
  };
  awaitable<bool> take_frame(Frame& frame, const Label& label, Deadline deadline);
  awaitable<void> name_frame(Frame& frame, Deadline deadline);
  void add(Frame& frame, const Label& label, std::string_view rest);

  TraceSpool& spool_;
  std::map<std::string, Last> last_;                        // by frame
  std::set<std::pair<std::string, std::string>> named_in_;  // frame and the URL of the document around it
};

}  // namespace nightporter::engine
