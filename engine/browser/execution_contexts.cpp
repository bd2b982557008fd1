#include "engine/browser/execution_contexts.h"

#include <algorithm>
#include <utility>

namespace nightporter::engine {

void ExecutionContexts::created(ExecutionContext context, std::string frame, bool is_default, std::string_view name) {
  if (frame.empty() || (!is_default && name != kUtilityName)) return;
  const World world = is_default ? World::kMain : World::kUtility;
  // A frame has one of each; the end of the one before may be reported later.
  std::erase_if(entries_, [&](const Entry& entry) { return entry.frame == frame && entry.world == world; });
  entries_.push_back({.context = std::move(context), .frame = std::move(frame), .world = world});
}

void ExecutionContexts::destroyed(const cdp::Session* session, int id) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.context.session == session && entry.context.id == id; });
}

void ExecutionContexts::session_cleared(const cdp::Session* session) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.context.session == session; });
}

void ExecutionContexts::frame_gone(std::string_view frame) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.frame == frame; });
}

std::optional<std::string> ExecutionContexts::frame_of(const cdp::Session* session, int id) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.context.session == session && entry.context.id == id; });
  if (found == entries_.end()) return std::nullopt;
  return found->frame;
}

std::optional<ExecutionContext> ExecutionContexts::find(std::string_view frame, World world) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.frame == frame && entry.world == world; });
  if (found == entries_.end()) return std::nullopt;
  return found->context;
}

}  // namespace nightporter::engine
