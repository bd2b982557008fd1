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
  /// Unique among all documents, also when the frame moves to another process, whose ids begin anew.
  std::string unique_id;
  /// The security origin of the document ("https://shop.test:8443"); of the page's own world only.
  std::string origin;
};

/// Two scripts of one document do not see each other's variables when they run in different worlds.
enum class World {
  kMain,     // where the page's own scripts run
  kUtility,  // ours: the same DOM, but none of the page's variables and overrides
};

}  // namespace nightporter::engine
