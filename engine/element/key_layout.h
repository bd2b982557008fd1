#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/element/mouse.h"

namespace nightporter::engine {

/// One key of a US keyboard with what it gives.
struct KeyStroke {
  std::string key;   // "a", "A", "Enter"
  std::string code;  // "KeyA", "Enter"
  std::string text;  // what is typed; empty for keys that type nothing
  int virtual_key = 0;
  int location = 0;
  bool shifted = false;  // the character needs Shift
};

/// By name ("Enter", "ArrowLeft", "F5", "KeyA") or by the one character that it types. nullopt: no key has it.
std::optional<KeyStroke> find_key(std::string_view name);

/// A key with the modifiers that are held.
struct KeyChord {
  KeyModifiers modifiers;
  std::vector<KeyStroke> modifier_keys;  // pressed before, released after, in order
  KeyStroke key;
};

/// Reads "Control+Shift+ArrowLeft", "a", "+", "Control++". Throws engine::Error for a name that no key has.
KeyChord parse_key_chord(std::string_view text);

}  // namespace nightporter::engine
