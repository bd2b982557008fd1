#pragma once

#include <map>
#include <memory>
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
  explicit DomSnapshots(TraceSpool& spool);
  ~DomSnapshots();
  DomSnapshots(const DomSnapshots&) = delete;
  DomSnapshots& operator=(const DomSnapshots&) = delete;

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

  /// As take, but the page is only asked: nobody waits, and what is done to the page next comes behind it. False when that cannot be had:
  /// of a page with frames in it or that is being left, or while an answer is to be taken.
  bool ask(Page& page, const Label& label);
  /// Takes the answer to ask(), if there is one to be taken, and adds what was repeated of it.
  awaitable<void> finish(Deadline deadline);

  void clear();

 private:
  struct Asked;
  struct Place {
    std::string page;
    std::string frame;
    bool is_main = false;
  };
  struct Last {
    int count = 0;     // nodes of the last whole one
    int behind = 0;    // snapshots since then
    std::string head;  // what stands before its nodes
  };
  awaitable<bool> take_frame(Frame& frame, const Label& label, Deadline deadline);
  awaitable<void> name_frame(Frame& frame, Deadline deadline);
  static Place place_of(Frame& frame);
  /// `json`: what the page's function gave. Returns false for what it does not give.
  bool add_whole(const Place& place, const Label& label, const std::string& json);
  void add_repeated(const Place& place, const Label& label);
  void add(const Place& place, const Label& label, std::string_view rest);

  TraceSpool& spool_;
  std::map<std::string, Last> last_;                        // by frame
  std::set<std::pair<std::string, std::string>> named_in_;  // frame and the URL of the document around it
  std::unique_ptr<Asked> asked_;
  int clearings_ = 0;
};

}  // namespace nightporter::engine
