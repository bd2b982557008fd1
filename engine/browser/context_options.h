#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "engine/browser/resource_type.h"
#include "engine/state/storage_state.h"

namespace nightporter::engine {

struct UserAction;

/// The size of a page's window in CSS pixels.
struct Viewport {
  int width = 1280;
  int height = 800;
};

/// kRefuse: Chrome saves nothing; a download that begins is still told, and ends as DownloadResult::kRefused.
/// kLeaveAlone: for the profile's context of a browser that is somebody else's: downloads go where that browser sends them, none is told
/// here, and none can be armed.
enum class Downloads { kAccept, kRefuse, kLeaveAlone };

/// What a browser context starts with. A plain value.
struct ContextOptions {
  std::optional<StorageState> storage_state;
  /// IANA name ("America/New_York"); empty: that of the machine.
  std::string time_zone;
  /// "en-US"; empty: Chrome's own.
  std::string locale;
  std::string user_agent;
  Viewport viewport;
  /// A page is opened while the storage state is put in place; the first new_page() is that one.
  bool opens_page = false;
  /// Requests of these types are refused before they leave the browser (net::ERR_BLOCKED_BY_CLIENT.Inspector), in all pages, popups and
  /// frames of the context. What a page or a script carries itself (data:, blob:), and what a service worker asks for, is not touched.
  std::set<ResourceType> blocked_resources;
  /// The attribute that testid= looks at.
  std::string test_id_attribute = "data-testid";
  Downloads downloads = Downloads::kAccept;
  /// Where downloads land under their guid until they are published. Created when missing; the user that Chrome runs as must be able to
  /// reach it. It is never removed, nor are whole files in it; partial ones (*.crdownload) that nobody has written to for an hour are.
  /// Empty: a temporary directory, which goes with all that is in it when the context is closed, and at the latest with the browser.
  std::filesystem::path quarantine;
  /// Called for everything that a person does in the context's pages, popups and frames included; on the connection's thread, inside of
  /// an event's handler, so it must neither wait nor throw. Empty: nobody watches, and no script is in the pages.
  std::function<void(const UserAction&)> on_user_action;
};

}  // namespace nightporter::engine
