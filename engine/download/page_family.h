#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::engine {

/// Knows which page a frame belongs to and which page opened which popup, also after frames and popups have vanished: a popup that
/// turns into a download is gone before anybody can ask. Pure: fed with Chrome's ids. A page's target id is also the id of its main frame.
class PageFamily {
 public:
  void page_seen(const std::string& target, const std::string& opener_target);
  void frame_attached(const std::string& frame, const std::string& parent_frame);

  /// The page of `frame`, then the page that opened it, and so on; empty for a frame that was never seen.
  std::vector<std::string> ancestry(const std::string& frame) const;
  bool knows(const std::string& frame) const;

 private:
  std::map<std::string, std::string> parent_frames_;
  std::map<std::string, std::string> openers_;  // of every page; empty for one that nobody opened
};

}  // namespace nightporter::engine
