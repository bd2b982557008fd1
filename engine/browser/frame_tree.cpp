#include "engine/browser/frame_tree.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace nightporter::engine {

namespace {

constexpr std::size_t kRecentLoaders = 8;

std::optional<WaitUntil> milestone_of(std::string_view lifecycle_name) {
  if (lifecycle_name == "commit") return WaitUntil::kCommit;
  if (lifecycle_name == "DOMContentLoaded") return WaitUntil::kDomContentLoaded;
  if (lifecycle_name == "load") return WaitUntil::kLoad;
  if (lifecycle_name == "networkIdle") return WaitUntil::kNetworkIdle;
  return std::nullopt;
}

}  // namespace

bool FrameNode::has_reached(WaitUntil milestone) const {
  if (milestone == WaitUntil::kCommit) return !loader.empty();
  return milestones_loader == loader && milestones.has(milestone);
}

bool FrameNode::has_committed(std::string_view a_loader) const {
  return std::find(recent_loaders.begin(), recent_loaders.end(), a_loader) != recent_loaders.end();
}

FrameTree::FrameTree(std::string main_frame) : main_(std::move(main_frame)) {
  nodes_[main_].id = main_;
}

void FrameTree::attached(const std::string& frame, const std::string& parent) {
  FrameNode* above = node(parent);
  if (above == nullptr || node(frame) != nullptr) return;
  above->children.push_back(frame);
  FrameNode& added = nodes_[frame];
  added.id = frame;
  added.parent = parent;
}

std::vector<std::string> FrameTree::detached(const std::string& frame) {
  std::vector<std::string> removed;
  FrameNode* leaving = node(frame);
  if (leaving == nullptr || frame == main_) return removed;
  remove_below(*leaving, removed);
  std::erase(nodes_.at(leaving->parent).children, frame);
  removed.push_back(frame);
  nodes_.erase(frame);
  return removed;
}

std::vector<std::string> FrameTree::moved(const std::string& frame) {
  std::vector<std::string> removed;
  if (FrameNode* moving = node(frame)) remove_below(*moving, removed);
  return removed;
}

std::vector<std::string> FrameTree::navigated(const CommittedDocument& document) {
  std::vector<std::string> removed;
  if (node(document.frame) == nullptr) attached(document.frame, document.parent);
  FrameNode* frame = node(document.frame);
  if (frame == nullptr) return removed;
  remove_below(*frame, removed);
  frame->url = document.url;
  frame->name = document.name;
  frame->loader = document.loader;
  frame->unreachable_url = document.unreachable_url;
  frame->is_leaving = false;
  ++frame->documents;
  frame->recent_loaders.push_back(document.loader);
  if (frame->recent_loaders.size() > kRecentLoaders) frame->recent_loaders.pop_front();
  return removed;
}

void FrameTree::navigation_requested(const std::string& frame) {
  if (FrameNode* known = node(frame)) known->is_leaving = true;
}

void FrameTree::stopped_loading(const std::string& frame) {
  if (FrameNode* known = node(frame)) known->is_leaving = false;
}

void FrameTree::navigated_within_document(const std::string& frame, const std::string& url) {
  FrameNode* navigated = node(frame);
  if (navigated == nullptr) return;
  navigated->url = url;
  ++navigated->moves_within;
}

void FrameTree::lifecycle(const std::string& frame, const std::string& loader, std::string_view name) {
  FrameNode* loading = node(frame);
  if (loading == nullptr) return;
  // The first events of a document come before its commit, so they are kept under their own loader.
  if (name == "init" || loading->milestones_loader != loader) {
    loading->milestones_loader = loader;
    loading->milestones = {};
  }
  if (const auto milestone = milestone_of(name)) loading->milestones.add(*milestone);
}

const FrameNode* FrameTree::find(std::string_view frame) const {
  const auto found = nodes_.find(frame);
  return found == nodes_.end() ? nullptr : &found->second;
}

std::vector<std::string> FrameTree::in_order() const {
  std::vector<std::string> all{main_};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const FrameNode& frame = *find(all[i]);
    all.insert(all.end(), frame.children.begin(), frame.children.end());
  }
  return all;
}

FrameNode* FrameTree::node(std::string_view frame) {
  const auto found = nodes_.find(frame);
  return found == nodes_.end() ? nullptr : &found->second;
}

void FrameTree::remove_below(FrameNode& frame, std::vector<std::string>& removed) {
  for (const std::string& child : std::exchange(frame.children, {})) {
    remove_below(nodes_.at(child), removed);
    removed.push_back(child);
    nodes_.erase(child);
  }
}

}  // namespace nightporter::engine
