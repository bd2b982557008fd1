#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/browser/execution_context.h"

namespace nightporter::engine {

/// The JavaScript worlds of a page's frames, built from Chrome's events of all its sessions. Pure: sessions are only compared.
class ExecutionContexts {
 public:
  /// The name of our world in every document.
  static constexpr std::string_view kUtilityName = "nightporter";

  /// `is_default` and `name` as Chrome reports them. Worlds that are neither the page's nor ours are ignored.
  void created(ExecutionContext context, std::string frame, bool is_default, std::string_view name);
  void destroyed(const cdp::Session* session, int id);
  void session_cleared(const cdp::Session* session);
  /// The frame has left, or lives in another session now.
  void frame_gone(std::string_view frame);

  /// The frame whose main or utility world this is; nullopt when it has gone.
  std::optional<std::string> frame_of(const cdp::Session* session, int id) const;
  std::optional<ExecutionContext> find(std::string_view frame, World world) const;

 private:
  struct Entry {
    ExecutionContext context;
    std::string frame;
    World world;
  };
  std::vector<Entry> entries_;
};

}  // namespace nightporter::engine
