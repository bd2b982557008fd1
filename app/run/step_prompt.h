#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "cdp/async/awaitable.h"
#include "sites/step_guide.h"

namespace nightporter::app {

/// Asks the person at the terminal, or whatever writes into the pipe that stands there, what to do with each step: `--debug`. One order a
/// line; the end of the input ends the run as Ctrl-C does. `out` outlives it. On the io_context's thread; one question at a time.
class StepPrompt {
 public:
  /// `quit` cancels the run. `input` is a file descriptor that can be waited for; it is duplicated.
  StepPrompt(std::ostream& out, int input, std::function<void()> quit);
  ~StepPrompt();
  StepPrompt(const StepPrompt&) = delete;
  StepPrompt& operator=(const StepPrompt&) = delete;

  /// `store` is "td/a668". Throws ConfigurationError when the input is a plain file, which cannot be waited for.
  awaitable<sites::StepOrder> ask(std::string store, sites::StepMoment moment);

 private:
  struct Input;
  awaitable<std::string> read_line();
  awaitable<std::string> ask_for_selector(std::string now);
  awaitable<void> leave();

  std::ostream& out_;
  std::unique_ptr<Input> input_;
  std::function<void()> quit_;
  bool goes_on_ = false;  // asks only after a failure
};

/// Line `number` (from 1) of a file without its indentation; empty when there is none.
std::string line_of_file(const std::string& file, int number);

}  // namespace nightporter::app
