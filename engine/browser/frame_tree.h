#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/browser/page.h"

namespace nightporter::engine {

/// What a document's loading has reached, as a set.
class Milestones {
 public:
  void add(WaitUntil milestone) { bits_ |= 1u << static_cast<unsigned>(milestone); }
  bool has(WaitUntil milestone) const { return (bits_ & (1u << static_cast<unsigned>(milestone))) != 0; }

 private:
  unsigned bits_ = 0;
};

/// What is known of one frame.
struct FrameNode {
  std::string id;
  std::string parent;  // empty: the main frame
  std::vector<std::string> children;
  std::string url;
  std::string name;
  /// Of the current document; empty while nothing is known of it.
  std::string loader;
  /// Documents committed so far.
  std::size_t documents = 0;
  /// Navigations within documents so far.
  std::size_t moves_within = 0;
  /// The loaders of the last documents, the newest last.
  std::deque<std::string> recent_loaders;
  /// The URL that could not be shown when the current document is Chrome's error page.
  std::string unreachable_url;

  bool has_reached(WaitUntil milestone) const;
  bool has_committed(std::string_view a_loader) const;

  std::string milestones_loader;
  Milestones milestones;
  /// The document has asked for another one, which has neither come nor failed yet.
  bool is_leaving = false;
};

/// A document that a frame has committed.
struct CommittedDocument {
  std::string frame;
  std::string parent;
  std::string loader;
  std::string url;
  std::string name;
  std::string unreachable_url;
};

/// The frames of one page, built from Chrome's events of all its sessions. Pure. Frames that are unknown, because their ancestor has
/// gone meanwhile, are ignored. A frame is created by its attachment or its first navigation.
class FrameTree {
 public:
  explicit FrameTree(std::string main_frame);

  void attached(const std::string& frame, const std::string& parent);
  /// The frame and all below it leave. Returns their ids.
  std::vector<std::string> detached(const std::string& frame);
  /// All below the frame leaves; it goes on, in another process. Returns their ids.
  std::vector<std::string> moved(const std::string& frame);
  /// A new document: all below the frame leaves. Returns their ids.
  std::vector<std::string> navigated(const CommittedDocument& document);
  /// A script or a click has asked for another document.
  void navigation_requested(const std::string& frame);
  /// Nothing more is on its way to the frame: what was asked for has come, was refused, or became a download.
  void stopped_loading(const std::string& frame);
  void navigated_within_document(const std::string& frame, const std::string& url);
  void lifecycle(const std::string& frame, const std::string& loader, std::string_view name);

  /// Null when there is no such frame.
  const FrameNode* find(std::string_view frame) const;
  const FrameNode& main() const { return *find(main_); }
  /// Parents before their children.
  std::vector<std::string> in_order() const;

 private:
  FrameNode* node(std::string_view frame);
  void remove_below(FrameNode& frame, std::vector<std::string>& removed);

  std::string main_;
  std::map<std::string, FrameNode, std::less<>> nodes_;
};

}  // namespace nightporter::engine
