#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace nightporter::engine {

/// Base of everything that driving a browser throws.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string hint = {}) : std::runtime_error(message), hint_(std::move(hint)) {}

  /// What a person can do about it, in one sentence; empty when there is nothing to add to what().
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

// ---- elements ----

/// A selector that cannot be read. `position` counts bytes from 0 in `selector`.
class InvalidSelector : public Error {
 public:
  InvalidSelector(std::string selector, std::size_t position, std::string reason)
      : Error("selector \"" + selector + "\", character " + std::to_string(position + 1) + ": " + reason),
        selector_(std::move(selector)),
        position_(position),
        reason_(std::move(reason)) {}

  const std::string& selector() const { return selector_; }
  std::size_t position() const { return position_; }
  const std::string& reason() const { return reason_; }

 private:
  std::string selector_;
  std::size_t position_;
  std::string reason_;
};

/// An action on an element was not possible before the deadline. Nothing was done to the page.
class ElementError : public Error {
 public:
  /// `action`: "click"; `target`: Locator::describe(); `last_state`: what was seen last, e.g. "element is covered by <div class=overlay>".
  ElementError(std::string action, std::string target, std::string last_state, std::string hint = {})
      : Error(action + " " + target + ": " + last_state, std::move(hint)),
        action_(std::move(action)),
        target_(std::move(target)),
        last_state_(std::move(last_state)) {}

  const std::string& action() const { return action_; }
  const std::string& target() const { return target_; }
  const std::string& last_state() const { return last_state_; }

 private:
  std::string action_;
  std::string target_;
  std::string last_state_;
};

/// No alternative of the locator matched; last_state() names the closest element of the page where there is one.
class ElementNotFound : public ElementError {
 public:
  using ElementError::ElementError;
};

/// More than one element matched; last_state() lists them with selectors that tell them apart.
class ElementNotUnique : public ElementError {
 public:
  using ElementError::ElementError;
};

/// The element is there, but stayed hidden, moving, disabled, read-only or covered.
class ElementNotActionable : public ElementError {
 public:
  using ElementError::ElementError;
};

/// The element was ready, but cannot do what was asked: fill() on a link, a malformed date, an option that does not exist,
/// a file that the browser cannot read. Waiting would not help.
class ActionRefused : public ElementError {
 public:
  using ElementError::ElementError;
};

/// wait_for(kHidden) or wait_for(kDetached): the element stayed.
class ElementStillThere : public ElementError {
 public:
  using ElementError::ElementError;
};

}  // namespace nightporter::engine
