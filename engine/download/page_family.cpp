#include "engine/download/page_family.h"

#include <algorithm>

namespace nightporter::engine {

void PageFamily::page_seen(const std::string& target, const std::string& opener_target) {
  std::string& opener = openers_[target];
  if (opener.empty()) opener = opener_target;
}

void PageFamily::frame_attached(const std::string& frame, const std::string& parent_frame) {
  parent_frames_[frame] = parent_frame;
}

bool PageFamily::knows(const std::string& frame) const {
  return parent_frames_.contains(frame) || openers_.contains(frame);
}

std::vector<std::string> PageFamily::ancestry(const std::string& frame) const {
  std::string at = frame;
  std::size_t steps = 0;
  for (auto parent = parent_frames_.find(at); parent != parent_frames_.end() && steps < parent_frames_.size();
       parent = parent_frames_.find(at)) {
    at = parent->second;
    ++steps;
  }
  std::vector<std::string> pages;
  for (auto page = openers_.find(at); page != openers_.end(); page = openers_.find(at)) {
    if (std::find(pages.begin(), pages.end(), at) != pages.end()) break;
    pages.push_back(at);
    at = page->second;
  }
  return pages;
}

}  // namespace nightporter::engine
