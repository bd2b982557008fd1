#pragma once

#include <memory>
#include <string>

#include "cdp/connection.h"
#include "cdp/protocol/target.h"
#include "cdp/session.h"
#include "engine/element/keyboard.h"
#include "engine/element/mouse.h"
#include "tests/support/child_program.h"

namespace nightporter::test {

/// A person at a window that the program has opened: sees the page, and uses mouse and keyboard only. What is not there in time
/// throws std::runtime_error.
class PersonAtWindow {
 public:
  /// In front of the page whose address begins so, in the browser at `browser_url` (ws://).
  static awaitable<std::unique_ptr<PersonAtWindow>> sit_down(std::string browser_url, std::string page_prefix);

  awaitable<void> sees(std::string element);
  awaitable<void> clicks(std::string element);
  awaitable<void> types(std::string element, std::string keys);
  awaitable<void> presses(std::string key);
  awaitable<void> closes_the_window();

 private:
  PersonAtWindow() = default;
  /// Between two documents there is nothing to see: then it is "null".
  awaitable<std::string> ask(std::string expression);

  std::unique_ptr<cdp::Connection> connection_;
  std::unique_ptr<cdp::Session> page_;
  cdp::TargetId target_;
  std::unique_ptr<engine::Keyboard> keyboard_;
  std::unique_ptr<engine::Mouse> mouse_;
};

/// Waits until the program's output holds `text`.
awaitable<void> program_says(ChildProgram& program, std::string text);

}  // namespace nightporter::test
