#pragma once

#include <string>

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

/// A JavaScript world of one document. Valid until the document goes; a call with it fails then.
struct ExecutionContext {
  cdp::Session* session = nullptr;
  /// Unique in its session only.
  int id = 0;
  /// Unique among all documents.
  std::string unique_id;
};

enum class World {
  kMain,     // where the page's own scripts run
  kUtility,  // ours: the same DOM, but none of the page's variables and overrides
};

}  // namespace nightporter::engine
