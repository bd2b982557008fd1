#pragma once

#include <string>
#include <vector>

namespace nightporter::sites::recording {

/// Makes key presses of a recording's keyDown and keyUp: "Control", "a" down, then up, is "Control+a". Pure.
class KeyPresses {
 public:
  /// What a recipe presses, or what is wrong with it; both empty when there is nothing to do yet.
  struct Press {
    std::string chord;
    std::string lost;
  };
  Press down(const std::string& key);
  Press up(const std::string& key);
  /// Goes down and is not to be pressed: in a field of a secret.
  void pass_over(const std::string& key) { down_.push_back(key); }

  bool has_modifiers() const { return !modifiers_.empty(); }
  /// What was held to the end.
  const std::vector<std::string>& modifiers() const { return modifiers_; }

 private:
  std::vector<std::string> modifiers_;  // held now
  std::vector<std::string> used_;       // modifiers that a key was pressed with
  std::vector<std::string> down_;
};

}  // namespace nightporter::sites::recording
