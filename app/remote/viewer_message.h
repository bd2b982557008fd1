#pragma once

#include <stdexcept>
#include <string>
#include <variant>

#include "engine/view/raw_input.h"

namespace nightporter::app {

/// A message of the viewer's page that it would never send.
struct BadViewerMessage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct WheelTurned {
  engine::Point point;
  double delta_x = 0;
  double delta_y = 0;
  engine::KeyModifiers modifiers;
};
struct TextTyped {
  std::string text;
};
struct OptionChosen {
  std::string frame;
  int field = 0;
  int option = 0;
};
struct DialogAnswered {
  bool accept = false;
  std::string text;
};
/// The room that the viewer has for the picture.
struct SizeWanted {
  int width = 0;  // CSS pixels
  int height = 0;
  double scale = 1;  // device pixels for each
  bool has_touch = false;
};
struct WentBack {};
struct Reloaded {};
/// The picture of that number is on the viewer's screen.
struct FrameShown {
  unsigned frame = 0;
};
/// Wants the same number back, to see how long that takes.
struct Ping {
  double sent = 0;
};

using ViewerAction = std::variant<engine::RawMouse, WheelTurned, engine::RawKey, engine::RawTouch, TextTyped, OptionChosen, DialogAnswered,
                                  SizeWanted, WentBack, Reloaded, FrameShown, Ping>;

struct ViewerMessage {
  ViewerAction action;
  /// Counts what the person does, so that the first picture after it can be told; 0 for all else.
  unsigned input = 0;
};

/// Reads a message of the page's script. Throws BadViewerMessage, which never quotes it.
ViewerMessage parse_viewer_message(const std::string& json);

}  // namespace nightporter::app
