#pragma once

#include <memory>
#include <optional>

#include "app/remote/remote_stage.h"
#include "app/remote/view_message.h"
#include "app/remote/viewer_socket.h"
#include "cdp/async/deadline.h"
#include "cdp/async/signal.h"

namespace nightporter::app {

/// What a viewer shares with the login that it looks at. The stage goes before the viewer does: then it is null, and the ending is set.
struct RemoteLoginState {
  RemoteWords words;
  Deadline ends = Deadline::never();
  RemoteStage* stage = nullptr;
  std::optional<RemoteEnding> ending;
  Deadline::Clock::time_point last_activity = Deadline::Clock::now();
  /// Counts those who came; whoever is not the last one leaves.
  unsigned viewers = 0;
  /// Told of every change, of the stage too.
  Signal changed;
};

/// One viewer, from its WebSocket's opening to its end: sends what has changed on the stage, the newest frame only and not more than two
/// that are not on the screen yet; passes on what the person does.
awaitable<void> look_after_viewer(std::shared_ptr<RemoteLoginState> login, std::shared_ptr<ViewerSocket> socket);

}  // namespace nightporter::app
