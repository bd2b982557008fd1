#include "sites/recording/key_presses.h"

#include <algorithm>

#include "engine/element/key_layout.h"

namespace nightporter::sites::recording {
namespace {

/// The name of a key in a recipe; empty when no key has this one.
std::string key_name(const std::string& key) {
  for (const char* modifier : {"Control", "Shift", "Alt", "Meta"})
    if (key == modifier || key == std::string(modifier) + "Left" || key == std::string(modifier) + "Right") return modifier;
  if (key == "NumpadEnter" || key == "\r" || key == "\n") return "Enter";
  if (key.size() == 7 && key.starts_with("Numpad") && key[6] >= '0' && key[6] <= '9') return key.substr(6);
  return engine::find_key(key) ? key : "";
}

bool is_modifier(const std::string& key) {
  return key == "Control" || key == "Shift" || key == "Alt" || key == "Meta";
}

}  // namespace

KeyPresses::Press KeyPresses::down(const std::string& key) {
  const std::string name = key_name(key);
  if (name.empty()) return {"", "keyDown: the key is none that nightporter has"};
  if (is_modifier(name)) {
    modifiers_.push_back(name);
    return {};
  }
  std::string chord;
  for (const std::string& modifier : modifiers_) chord += modifier + "+";
  used_ = modifiers_;
  down_.push_back(key);
  return {chord + name, ""};
}

KeyPresses::Press KeyPresses::up(const std::string& key) {
  const std::string name = key_name(key);
  if (const auto held = std::find(modifiers_.begin(), modifiers_.end(), name); held != modifiers_.end()) {
    const bool alone = std::find(used_.begin(), used_.end(), name) == used_.end();
    modifiers_.erase(held);
    return {"", alone ? "keyUp " + name + ": it was pressed alone" : ""};
  }
  const auto down = std::find(down_.begin(), down_.end(), key);
  if (down == down_.end()) return {"", "keyUp: there was no keyDown of that key before it"};
  down_.erase(down);
  return {};
}

}  // namespace nightporter::sites::recording
