#pragma once

#include <string>
#include <vector>

#include "app/remote/remote_stage.h"
#include "engine/browser/dialogs.h"

namespace nightporter::app {

/// What stands on our page around the picture.
struct RemoteWords {
  std::string site;      // "TumbleDry"
  std::string store;     // "UttamNagar"
  std::string label;     // "td/a668"
  std::string expected;  // "When the dashboard appears this page closes by itself."
};

/// How it ends for the viewer.
enum class RemoteEnding { kSignedIn, kNobodyCame, kTimeIsUp, kFailed, kElsewhere };

// Messages to the page's script, as JSON text. Pure.
std::string view_of(const RemoteStage::Showing& showing);
std::string view_of(const std::vector<engine::PageField>& fields);
/// Null: there is no dialog.
std::string view_of(const engine::DialogRecord* dialog);
std::string view_of_notice(const std::string& notice);
std::string view_of_time_left(long seconds);
std::string view_of_pong(double sent);
std::string view_of(RemoteEnding ending, const RemoteWords& words);

/// A frame for the page's script: number, last input before it (both 32 bits), width and height in CSS pixels (32-bit floats), all
/// little-endian, then the JPEG.
std::string view_of_frame(unsigned number, unsigned last_input, const engine::ScreencastFrame& frame);

}  // namespace nightporter::app
