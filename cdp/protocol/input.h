#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"

/// The Input domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Input/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: points in CSS pixels of the viewport.
namespace nightporter::cdp::input {

struct TouchPoint {
  double x = 0;
  double y = 0;
  std::optional<double> id;  // tells fingers apart
};

struct DispatchMouseEvent {
  static constexpr std::string_view kMethod = "Input.dispatchMouseEvent";
  using Result = Nothing;
  std::string type;  // mousePressed, mouseReleased, mouseMoved, mouseWheel
  double x = 0;
  double y = 0;
  std::optional<int> modifiers;       // 1 Alt, 2 Ctrl, 4 Meta, 8 Shift
  std::optional<std::string> button;  // none, left, middle, right, back, forward
  std::optional<int> buttons;         // 1 left, 2 right, 4 middle
  std::optional<int> clickCount;
  std::optional<double> deltaX;
  std::optional<double> deltaY;
};

struct DispatchKeyEvent {
  static constexpr std::string_view kMethod = "Input.dispatchKeyEvent";
  using Result = Nothing;
  std::string type;              // keyDown, keyUp, rawKeyDown, char
  std::optional<int> modifiers;  // 1 Alt, 2 Ctrl, 4 Meta, 8 Shift
  std::optional<std::string> text;
  std::optional<std::string> unmodifiedText;
  std::optional<std::string> code;
  std::optional<std::string> key;
  std::optional<int> windowsVirtualKeyCode;
  std::optional<bool> autoRepeat;
  std::optional<bool> isKeypad;
  std::optional<int> location;
  std::optional<std::vector<std::string>> commands;
};

struct InsertText {
  static constexpr std::string_view kMethod = "Input.insertText";
  using Result = Nothing;
  std::string text;
};

struct DispatchTouchEvent {
  static constexpr std::string_view kMethod = "Input.dispatchTouchEvent";
  using Result = Nothing;
  std::string type;  // touchStart, touchEnd, touchMove, touchCancel
  std::vector<TouchPoint> touchPoints;
  std::optional<int> modifiers;
};

}  // namespace nightporter::cdp::input
