#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/error.h"

namespace nightporter::test {

/// The `Error` of an action that the page refuses: `attempt(deadline)` must fail. A busy machine may keep the page from saying why within
/// the time that it is given; then, and only then, it gets twice as much.
template <class Error, class Attempt>
awaitable<Error> refusal_of(Attempt attempt) {
  for (auto time = std::chrono::milliseconds(600);; time *= 2) {
    try {
      co_await attempt(Deadline::after(time));
    } catch (const engine::ElementError& error) {
      const std::string& state = error.last_state();
      const bool is_unanswered = state.find("did not answer") != std::string::npos || state.starts_with("the time was up");
      if (is_unanswered && time < std::chrono::seconds(15)) continue;
      if (const auto* expected = dynamic_cast<const Error*>(&error)) co_return *expected;
      throw;
    }
    throw std::logic_error("it succeeded");
  }
}

}  // namespace nightporter::test
